/**
 * Rules of a schema as texts: what must be given, in one line, and where a rule's fault may be told. What they mean is CEL's business.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go,
 * pkg/apiserver/schema/cel/validation.go (ValidFieldPath)
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { type JsonSchema, propertyOf, type ValidationRule, valuesOf } from './json-schema';

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const LINE_BREAK = /[\n\r]/;
const STEP = /^(?:\.(?<name>[^.[\]]+)|\['(?<quoted>(?:\\.|[^'\\])*)'\])/;

export function ruleTextFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  const rules = schema['x-kubernetes-validations'] ?? [];
  return rules.flatMap((rule, index) => faultsOfRule(rule, schema, at.child('x-kubernetes-validations').index(index)));
}

function faultsOfRule(rule: ValidationRule, schema: JsonSchema, at: FieldPath): FieldError[] {
  const { message = '', messageExpression = '', reason, fieldPath = '' } = rule;
  const text = rule.rule.trim();
  const errors: FieldError[] = [];
  const invalid = (name: string, value: string, detail: string): void => {
    errors.push(FieldError.invalid(at.child(name), value, detail));
  };
  if (text === '') errors.push(FieldError.required(at.child('rule'), 'rule is not specified'));
  else if (message !== '' && message.trim() === '')
    invalid('message', message, 'message must be non-empty if specified');
  else if (LINE_BREAK.test(message.trim())) invalid('message', message, 'message must not contain line breaks');
  else if (LINE_BREAK.test(text) && message.trim() === '')
    errors.push(FieldError.required(at.child('message'), 'message must be specified if rule contains line breaks'));
  if (messageExpression !== '' && messageExpression.trim() === '')
    errors.push(FieldError.required(at.child('messageExpression'), 'messageExpression must be non-empty if specified'));
  if (reason !== undefined && !REASONS.includes(reason))
    errors.push(FieldError.notSupported(at.child('reason'), reason, REASONS));
  if (fieldPath !== '' && fieldPath.trim() === '')
    invalid('fieldPath', fieldPath, 'fieldPath must be non-empty if specified');
  if (LINE_BREAK.test(fieldPath)) invalid('fieldPath', fieldPath, 'fieldPath must not contain line breaks');
  if (fieldPath !== '' && !pathBelow(fieldPath, schema, FieldPath.root))
    invalid('fieldPath', fieldPath, 'fieldPath must be a valid path');
  return errors;
}

/** The path of a field that a rule names, below `at`; undefined where the schema has no such field. */
export function pathBelow(text: string, schema: JsonSchema, at: FieldPath): FieldPath | undefined {
  let rest = text;
  let path = at;
  let here: JsonSchema | undefined = schema;
  while (rest !== '') {
    const match = STEP.exec(rest);
    const name = match?.groups?.name ?? match?.groups?.quoted?.replace(/\\(.)/g, '$1');
    if (!match || name === undefined || !here) return undefined;
    const named: boolean = here.properties !== undefined;
    here = named ? propertyOf(here, name) : valuesOf(here);
    if (!here) return undefined;
    path = named ? path.child(name) : path.key(name);
    rest = rest.slice(match[0].length);
  }
  return path;
}
