/**
 * What is wrong with a version of a custom resource: its schema, subresources, printer columns, deprecation.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { GoValue } from '../../apimachinery/validation/go-value';
import { expressionFaults } from './cel/expression-faults';
import { defaultFaults } from './default-faults';
import type { CustomResourceSubresources, CustomResourceVersion, JsonSchema, PrinterColumn } from './json-schema';
import { keywordFaults } from './schema-faults';
import { structuralFaults } from './structural-faults';

const COLUMN_TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
const MAX_WARNING = 256;

/** Keywords that may stand at the root of a schema where the status is written by itself, as upstream names them. */
const ROOT_KEYWORDS: Readonly<Record<string, string>> = {
  description: 'Description',
  type: 'Type',
  format: 'Format',
  title: 'Title',
  maximum: 'Maximum',
  exclusiveMaximum: 'ExclusiveMaximum',
  minimum: 'Minimum',
  exclusiveMinimum: 'ExclusiveMinimum',
  maxLength: 'MaxLength',
  minLength: 'MinLength',
  pattern: 'Pattern',
  maxItems: 'MaxItems',
  minItems: 'MinItems',
  uniqueItems: 'UniqueItems',
  multipleOf: 'MultipleOf',
  required: 'Required',
  items: 'Items',
  properties: 'Properties',
  externalDocs: 'ExternalDocs',
  example: 'Example',
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
};

/** Each look presupposes that the ones before found nothing; only keywords are looked at in any case. */
export function schemaOfVersionFaults(
  schema: JsonSchema | undefined,
  hasStatus: boolean,
  parent: FieldPath,
): FieldError[] {
  if (!schema) return [];
  const at = parent.child('openAPIV3Schema');
  const errors = hasStatus ? rootFaults(schema, at) : [];
  if (schema.nullable)
    errors.push(FieldError.forbidden(`${String(at)}.nullable`, 'nullable cannot be true at the root'));
  const keywords = keywordFaults(schema, at);
  // What is no schema at all cannot be looked at as a structural one.
  const structural = keywords.some(isUnsupported) ? [] : structuralFaults(schema, at);
  const defaults = structural.length > 0 || keywords.some(isUnsupported) ? [] : defaultFaults(schema, at);
  const sound = structural.length === 0 && defaults.length === 0 && keywords.length === 0;
  return [...errors, ...structural, ...defaults, ...keywords, ...(sound ? expressionFaults(schema, at) : [])];
}

const UNSUPPORTED = /(?: is not supported|not an array|must be true or undefined)$/;

function isUnsupported({ detail }: FieldError): boolean {
  return UNSUPPORTED.test(detail);
}

function rootFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  if (schema.type !== undefined && schema.type !== 'object') {
    const detail =
      'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
    return [FieldError.invalid(at.child('type'), schema.type, detail)];
  }
  const odd = Object.entries(schema).some(
    ([name, value]) => value !== undefined && !Object.hasOwn(ROOT_KEYWORDS, name),
  );
  if (!odd) return [];
  const allowed = Object.values(ROOT_KEYWORDS).join(' ');
  const detail = `only [${allowed}] fields are allowed at the root of the schema if the status subresource is enabled`;
  return [FieldError.invalid(at, new GoValue('apiextensions.JSONSchemaProps{}'), detail)];
}

export function deprecationFaults(version: CustomResourceVersion, at: FieldPath): FieldError[] {
  const { deprecated, deprecationWarning: warning } = version;
  if (warning === undefined) return [];
  const invalid = (detail: string): FieldError => FieldError.invalid(at, warning, detail);
  if (!deprecated) return [invalid('can only be set for deprecated versions')];
  const odd = [...warning].findIndex((letter) => !/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(letter));
  return [
    ...(new TextEncoder().encode(warning).length > MAX_WARNING ? [invalid('must be <= 256 characters long')] : []),
    ...(warning === '' ? [invalid('must not be an empty string')] : []),
    ...(odd < 0
      ? []
      : [invalid(`must only contain printable UTF-8 characters; non-printable character found at index ${odd}`)]),
  ];
}

export function subresourceFaults(subresources: CustomResourceSubresources | undefined, at: FieldPath): FieldError[] {
  const { scale } = subresources ?? {};
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  // Upstream names these places with one step of two names.
  const below = (name: string): FieldPath => at.child(`scale.${name}`);
  return [
    ...replicasPathFaults(specReplicasPath, '.spec.', 'should be a json path under .spec', below('specReplicasPath')),
    ...replicasPathFaults(
      statusReplicasPath,
      '.status.',
      'should be a json path under .status',
      below('statusReplicasPath'),
    ),
    ...(labelSelectorPath ? selectorPathFaults(labelSelectorPath, below('labelSelectorPath')) : []),
  ];
}

function replicasPathFaults(path: string, prefix: string, detail: string, at: FieldPath): FieldError[] {
  if (!path) return [FieldError.required(at)];
  const faults = simplePathFaults(path, at);
  if (faults.length > 0 || path.startsWith(prefix)) return faults;
  return [FieldError.invalid(at, path, detail)];
}

function selectorPathFaults(path: string, at: FieldPath): FieldError[] {
  const faults = simplePathFaults(path, at);
  if (faults.length > 0 || path.startsWith('.spec.') || path.startsWith('.status.')) return faults;
  return [FieldError.invalid(at, path, 'should be a json path under either .spec or .status')];
}

function simplePathFaults(path: string, at: FieldPath): FieldError[] {
  return path.startsWith('.') ? [] : [FieldError.invalid(at, path, 'must be a simple json path starting with .')];
}

export function columnFaults(column: PrinterColumn, at: FieldPath): FieldError[] {
  const { name, type, format = '', jsonPath } = column;
  const types = `must be one of ${COLUMN_TYPES.join(',')}`;
  const errors: FieldError[] = [];
  if (!name) errors.push(FieldError.required(at.child('name')));
  if (!type) errors.push(FieldError.required(at.child('type'), types));
  else if (!COLUMN_TYPES.includes(type)) errors.push(FieldError.invalid(at.child('type'), type, types));
  if (format !== '' && !COLUMN_FORMATS.includes(format))
    errors.push(FieldError.invalid(at.child('format'), format, `must be one of ${COLUMN_FORMATS.join(',')}`));
  if (!jsonPath) errors.push(FieldError.required(at.child('JSONPath')));
  else errors.push(...simplePathFaults(jsonPath, at.child('JSONPath')));
  return errors;
}
