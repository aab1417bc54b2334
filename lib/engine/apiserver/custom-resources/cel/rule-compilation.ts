/**
 * Rules of `x-kubernetes-validations`, compiled against the type of the schema that has them.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/compilation.go
 */
import { type ASTNode, type Environment, type ParseResult } from '@marcbachmann/cel-js';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { GoValue, goPointer, goStruct } from '../../../apimachinery/validation/go-value';
import { quote } from '../../../apimachinery/go-text';
import { isEmbeddedResource, itemsOf, type JsonSchema, type ValidationRule, valuesOf } from '../json-schema';
import { compilationErrorText } from './compilation-error';
import { asResource, newEnvironment, typedEnvironment } from './declared-types';
import { costFault, isUnbounded, partsOf } from './rule-cost';

export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined where the rule does not compile. */
  readonly program: ParseResult | undefined;
  readonly error?: string;
  /** The text that the rule's failure is told in, if it is an expression. */
  readonly message?: ParseResult;
  readonly messageError?: string;
  /** It compares with `oldSelf`, so it is asked of changes only. */
  readonly isTransition: boolean;
}

let untyped: Environment | undefined;

/** Expressions are checked with types, and evaluated without: values know what they are. */
function evaluation(): Environment {
  untyped ??= newEnvironment().registerVariable('self', 'dyn').registerVariable('oldSelf', 'dyn');
  return untyped;
}

/** The rules of one schema, not those below it. */
export function compileRules(schema: JsonSchema, isResource: boolean): CompiledRule[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length === 0) return [];
  const environment = typedEnvironment(isResource ? asResource(schema) : schema);
  return environment ? rules.map((rule) => compileRule(rule, environment)) : [];
}

interface Compiled {
  readonly program?: ParseResult;
  readonly error?: string;
}

function compile(expression: string, environment: Environment, type: string, mustBe: string): Compiled {
  const result = environment.check(expression);
  if (result.error) return { error: `compilation failed: ${compilationErrorText(expression, result.error)}` };
  if (result.type !== type && result.type !== 'dyn') return { error: mustBe };
  return { program: evaluation().parse(expression) };
}

function compileRule(rule: ValidationRule, environment: Environment): CompiledRule {
  const { program, error } = compile(rule.rule, environment, 'bool', 'cel expression must evaluate to a bool');
  const expression = rule.messageExpression ?? '';
  const message =
    expression.trim() === ''
      ? {}
      : compile(expression, environment, 'string', 'messageExpression must evaluate to a string');
  return {
    rule,
    program,
    error,
    message: message.program,
    messageError: message.error?.replace(/^compilation failed/, 'messageExpression compilation failed'),
    isTransition: program !== undefined && mentions(program.ast, 'oldSelf'),
  };
}

function mentions(node: ASTNode, name: string): boolean {
  return node.op === 'id' ? node.args === name : partsOf(node).some((part) => mentions(part, name));
}

/** Faults of the rules of a schema and all below it. `uncorrelated`: the part in which old and new values cannot be told apart. */
export function ruleCompilationFaults(
  schema: JsonSchema,
  at: FieldPath,
  isResource = true,
  uncorrelated?: FieldPath,
): FieldError[] {
  const rules = compileRules(schema, isResource);
  const items = itemsOf(schema);
  const values = valuesOf(schema);
  const inMembers = uncorrelated ?? (schema['x-kubernetes-map-type'] === 'atomic' ? at : undefined);
  const inItems = uncorrelated ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : at);
  const below = (child: JsonSchema, place: FieldPath, within: FieldPath | undefined): FieldError[] =>
    ruleCompilationFaults(child, place, isEmbeddedResource(child), within);
  return [
    ...(values ? below(values, at.child('additionalProperties'), uncorrelated) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
      below(property, at.child('properties').key(name), inMembers),
    ),
    ...(items ? below(items, at.child('items'), inItems) : []),
    ...rules.flatMap((rule, index) => faultsOf(rule, at.child('x-kubernetes-validations').index(index), uncorrelated)),
  ];
}

function faultsOf(compiled: CompiledRule, at: FieldPath, uncorrelated: FieldPath | undefined): FieldError[] {
  const { rule, program, error, message, messageError, isTransition } = compiled;
  const errors: FieldError[] = [];
  if (program && isUnbounded(program.ast)) errors.push(costFault(at.child('rule'), 'estimated rule cost'));
  if (error !== undefined) errors.push(FieldError.invalid(at.child('rule'), goRule(rule), error));
  if (messageError !== undefined)
    errors.push(FieldError.invalid(at.child('messageExpression'), goRule(rule), messageError));
  else if (message && isUnbounded(message.ast))
    errors.push(costFault(at.child('messageExpression'), 'estimated messageExpression cost'));
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
