/**
 * What is wrong with the expressions of a schema's rules: they do not compile, cost too much, or compare what cannot be compared.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
 */
import { quote } from '../../../apimachinery/go-text';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { GoValue, goPointer, goStruct } from '../../../apimachinery/validation/go-value';
import { isEmbeddedResource, itemsOf, type JsonSchema, type ValidationRule, valuesOf } from '../json-schema';
import { costOf } from './cost-estimate';
import { declaredTypeOf, maxCardinality } from './declared-sizes';
import { type Cardinality, cardinalityBelow, costForAll, SchemaCost } from './rule-cost';
import { type CompiledRule, compileRules } from './rule-compilation';

/** What holds for a schema because of where it stands. */
interface Place {
  readonly isResource: boolean;
  readonly cardinality: Cardinality;
  /** The part around it in which old and new values cannot be told apart. */
  readonly uncorrelated?: FieldPath;
}

/** Faults of the rules of a schema and all below it, and of all of them together. */
export function expressionFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  const faults = new ExpressionFaults();
  return [...faults.of(schema, at, { isResource: true, cardinality: 1 }), ...faults.total.faults(at)];
}

class ExpressionFaults {
  readonly total = new SchemaCost();

  of(schema: JsonSchema, at: FieldPath, place: Place): FieldError[] {
    const { uncorrelated } = place;
    const items = itemsOf(schema);
    const values = valuesOf(schema);
    const inMembers = uncorrelated ?? (schema['x-kubernetes-map-type'] === 'atomic' ? at : undefined);
    const inItems = uncorrelated ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : at);
    const cardinality = cardinalityBelow(schema, place.cardinality);
    const below = (child: JsonSchema, childAt: FieldPath, within: FieldPath | undefined): FieldError[] =>
      this.of(child, childAt, { isResource: isEmbeddedResource(child), cardinality, uncorrelated: within });
    return [
      ...(values ? below(values, at.child('additionalProperties'), uncorrelated) : []),
      ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
        below(property, at.child('properties').key(name), inMembers),
      ),
      ...(items ? below(items, at.child('items'), inItems) : []),
      ...this.#ofRules(schema, at.child('x-kubernetes-validations'), place),
    ];
  }

  #ofRules(schema: JsonSchema, at: FieldPath, place: Place): FieldError[] {
    const rules = compileRules(schema, place.isResource);
    if (rules.length === 0) return [];
    return rules.flatMap((rule, index) => [
      ...this.#costFaults(rule, schema, at.index(index), place),
      ...compilationFaults(rule, at.index(index), place),
    ]);
  }

  #costFaults({ expression, message }: CompiledRule, schema: JsonSchema, at: FieldPath, place: Place): FieldError[] {
    const type = declaredTypeOf(schema, place.isResource);
    if (!type || !expression) return [];
    const cost = costForAll(costOf(expression, type), place.cardinality ?? maxCardinality(type));
    return [
      ...this.total.observe(at.child('rule'), cost, 'estimated rule cost'),
      ...(message
        ? this.total.observe(at.child('messageExpression'), costOf(message, type), 'estimated messageExpression cost')
        : []),
    ];
  }
}

function compilationFaults(compiled: CompiledRule, at: FieldPath, { uncorrelated }: Place): FieldError[] {
  const { rule, error, messageError, isTransition } = compiled;
  const errors: FieldError[] = [];
  if (error !== undefined) errors.push(FieldError.invalid(at.child('rule'), goRule(rule), error));
  if (messageError !== undefined)
    errors.push(FieldError.invalid(at.child('messageExpression'), goRule(rule), messageError));
  if (isTransition && uncorrelated) {
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${String(uncorrelated)}`;
    errors.push(FieldError.invalid(at.child('rule'), rule.rule, detail));
  }
  return errors;
}

function goRule({ rule, message = '', messageExpression = '', reason, fieldPath = '' }: ValidationRule): GoValue {
  return goStruct('apiextensions.ValidationRule', {
    Rule: new GoValue(quote(rule)),
    Message: message,
    MessageExpression: messageExpression,
    Reason: goPointer('apiextensions.FieldValueErrorReason', reason !== undefined),
    FieldPath: fieldPath,
  });
}
