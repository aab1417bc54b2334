/**
 * Asks the rules of a schema of a value, and those of all schemas below of its parts.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go
 */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../../apimachinery/object-meta';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { sameJson } from '../../../apimachinery/same-json';
import { isEmbeddedResource, itemsOf, type JsonSchema, propertyOf, valuesOf } from '../json-schema';
import { pathBelow } from '../rule-faults';
import { celValueOf } from './cel-values';
import { CostBudget, OUT_OF_BUDGET } from './cost-budget';
import { asResource } from './declared-types';
import { evaluationErrorText, NO_SUCH_OVERLOAD } from './evaluation-error';
import { RuleProgram } from './rule-program';
import { compileRules } from './rule-compilation';

/** The rules of one value, asked in order. */
interface Round {
  readonly values: Readonly<Record<string, unknown>>;
  readonly budget: CostBudget;
  /** Where faults are told. Upstream goes on from the field of the rule that failed last. */
  at: FieldPath;
}

export class ObjectRules {
  readonly #rules: readonly RuleProgram[];
  readonly #schema: JsonSchema;
  readonly #items: ObjectRules | undefined;
  readonly #values: ObjectRules | undefined;
  readonly #properties: ReadonlyMap<string, ObjectRules>;

  private constructor(schema: JsonSchema, isResource: boolean) {
    this.#schema = isResource ? asResource(schema) : schema;
    this.#rules = compileRules(schema, isResource).map((rule) => new RuleProgram(rule));
    const items = itemsOf(schema);
    const values = valuesOf(schema);
    this.#items = items && ObjectRules.#below(items);
    this.#values = values && ObjectRules.#below(values);
    this.#properties = new Map(
      Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
        const rules = ObjectRules.#below(property);
        return rules ? [[name, rules] as const] : [];
      }),
    );
  }

  /** Undefined where neither the schema nor any schema below it has rules. */
  static of(schema: JsonSchema, isResource = true): ObjectRules | undefined {
    return hasRules(schema) ? new ObjectRules(schema, isResource) : undefined;
  }

  static #below(schema: JsonSchema): ObjectRules | undefined {
    return ObjectRules.of(schema, isEmbeddedResource(schema));
  }

  /** @param old what there was before, where there is something to compare with */
  faults(
    value: JsonValue,
    old: JsonValue | undefined,
    at = FieldPath.root,
    budget: CostBudget = CostBudget.ofObject(),
  ): FieldError[] {
    if (value === null || budget.isOver) return [];
    const own = this.#rules.length === 0 ? [] : this.#ownFaults(value, old ?? undefined, at, budget);
    if (isJsonArray(value)) return [...own, ...this.#itemFaults(value, isJsonArray(old) ? old : undefined, at, budget)];
    if (!isJsonObject(value)) return own;
    return [...own, ...this.#memberFaults(value, isJsonObject(old) ? old : undefined, at, budget)];
  }

  #itemFaults(
    items: readonly JsonValue[],
    old: readonly JsonValue[] | undefined,
    at: FieldPath,
    budget: CostBudget,
  ): FieldError[] {
    const rules = this.#items;
    if (!rules) return [];
    return items.flatMap((item, index) => rules.faults(item, this.#namesake(item, old), at.index(index), budget));
  }

  /** The old item with the same key; only lists of type map have one. */
  #namesake(item: JsonValue, old: readonly JsonValue[] | undefined): JsonValue | undefined {
    const keys = this.#schema['x-kubernetes-list-map-keys'] ?? [];
    if (!old || this.#schema['x-kubernetes-list-type'] !== 'map' || !isJsonObject(item)) return undefined;
    return old.find((other) => isJsonObject(other) && keys.every((key) => sameJson(other[key], item[key])));
  }

  #memberFaults(value: JsonObject, old: JsonObject | undefined, at: FieldPath, budget: CostBudget): FieldError[] {
    const comparable = this.#schema['x-kubernetes-map-type'] === 'atomic' ? undefined : old;
    return Object.entries(value).flatMap(([name, member]) => {
      if (member === undefined) return [];
      const before = comparable && Object.hasOwn(comparable, name) ? comparable[name] : undefined;
      const named = propertyOf(this.#schema, name) !== undefined;
      const rules = named ? this.#properties.get(name) : this.#values;
      return rules?.faults(member, before, named ? at.child(name) : at.key(name), budget) ?? [];
    });
  }

  #ownFaults(value: JsonValue, old: JsonValue | undefined, at: FieldPath, budget: CostBudget): FieldError[] {
    if (budget.isEmpty) return [this.#overBudget(at, OUT_OF_BUDGET, budget)];
    const self = celValueOf(value, this.#schema);
    const oldSelf = old === undefined ? null : celValueOf(old, this.#schema);
    const round: Round = { values: { self, oldSelf }, budget, at };
    return this.#rules.flatMap((rule) =>
      budget.isOver || (rule.isTransition && old === undefined) ? [] : this.#askRule(rule, round),
    );
  }

  #askRule(program: RuleProgram, round: Round): FieldError[] {
    const { values, budget, at } = round;
    const { rule, error } = program;
    const type = this.#schema.type ?? '';
    if (error !== undefined) return [FieldError.invalid(at, type, `rule compile error: ${error}`)];
    const said = (rule.message ?? '').trim() || rule.rule.trim();
    const { result, failure, cost, isCancelled } = program.ask(values);
    if (!budget.spend(cost)) return [this.#overBudget(at, OUT_OF_BUDGET, budget)];
    if (isCancelled) {
      const detail = `'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${said}`;
      return [this.#overBudget(at, detail, budget)];
    }
    if (failure !== undefined) return [FieldError.invalid(at, type, failureText(evaluationErrorText(failure), said))];
    if (result === true) return [];
    const field = rule.fieldPath ? pathBelow(rule.fieldPath, this.#schema, FieldPath.root) : undefined;
    if (field) round.at = at.child(String(field));
    const message = program.message(values, budget);
    if (budget.isOver) return [FieldError.invalid(round.at, type, message ?? '')];
    return [faultFor(rule.reason, round.at, type, message ?? ((rule.message ?? '').trim() || `failed rule: ${said}`))];
  }

  /** Nothing more is asked after this. */
  #overBudget(at: FieldPath, detail: string, budget: CostBudget): FieldError {
    budget.close();
    return FieldError.invalid(at, this.#schema.type ?? '', detail);
  }
}

function hasRules(schema: JsonSchema): boolean {
  const below = [itemsOf(schema), valuesOf(schema), ...Object.values(schema.properties ?? {})];
  return (
    (schema['x-kubernetes-validations'] ?? []).length > 0 ||
    below.some((child) => child !== undefined && hasRules(child))
  );
}

function failureText(text: string, said: string): string {
  if (text !== NO_SUCH_OVERLOAD) return `${text} evaluating rule: ${said}`;
  return `'${text}': call arguments did not match a supported operator, function or macro signature for rule: ${said}`;
}

function faultFor(reason: string | undefined, at: FieldPath, type: string, message: string): FieldError {
  switch (reason) {
    case 'FieldValueForbidden':
      return FieldError.forbidden(at, message);
    case 'FieldValueRequired':
      return FieldError.required(at, message);
    case 'FieldValueDuplicate':
      return FieldError.duplicate(at, type);
    default:
      return FieldError.invalid(at, type, message);
  }
}
