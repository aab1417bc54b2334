/**
 * Whether a schema is structural: every field has a type, and what is said under `anyOf` and its like only restricts values.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/validation.go
 */
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { isEmbeddedResource, isIntOrString, itemsOf, type JsonSchema, preservesUnknown, valuesOf } from './json-schema';
import { expressionFault } from './regular-expression';

type Level = 'root' | 'item' | 'field';

const WHERE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/** All faults, in order of their text. */
export function structuralFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  const errors = [...invariantFaults(schema, 'root', at), ...completenessFaults(schema, schema, at)];
  return errors.sort((a, b) => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0));
}

function invariantFaults(schema: JsonSchema, level: Level, at: FieldPath): FieldError[] {
  const items = itemsOf(schema);
  const values = valuesOf(schema);
  return [
    ...(schema.type === 'array' && !items ? [FieldError.required(at.child('items'), 'must be specified')] : []),
    ...(items ? invariantFaults(items, 'item', at.child('items')) : []),
    ...propertiesOf(schema).flatMap(([name, property]) =>
      invariantFaults(property, 'field', at.child('properties').key(name)),
    ),
    ...(schema.additionalProperties !== undefined && level === 'root'
      ? [FieldError.forbidden(at.child('additionalProperties'), 'must not be used at the root')]
      : []),
    ...(values ? invariantFaults(values, 'field', at.child('additionalProperties')) : []),
    ...extensionFaults(schema, at),
    ...valueFaults(schema, at, isAnyOfIntOrString(schema.anyOf), isAnyOfIntOrString(schema.allOf?.[0]?.anyOf)),
    ...typeFaults(schema, level, at),
    ...metaFaults(schema, level, at),
  ];
}

function propertiesOf({ properties }: JsonSchema): [string, JsonSchema][] {
  return Object.entries(properties ?? {});
}

function extensionFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  if (!isIntOrString(schema)) return [];
  const detail = 'must be false if x-kubernetes-int-or-string is true';
  return [
    ...(preservesUnknown(schema)
      ? [FieldError.invalid(at.child('x-kubernetes-preserve-unknown-fields'), true, detail)]
      : []),
    ...(isEmbeddedResource(schema)
      ? [FieldError.invalid(at.child('x-kubernetes-embedded-resource'), true, detail)]
      : []),
  ];
}

function typeFaults(schema: JsonSchema, level: Level, at: FieldPath): FieldError[] {
  const { type = '' } = schema;
  const place = at.child('type');
  const errors: FieldError[] = [];
  if (isEmbeddedResource(schema)) {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    if (type === '') errors.push(FieldError.required(place, detail));
    else if (type !== 'object') errors.push(FieldError.invalid(place, type, detail));
    if (schema.additionalProperties !== undefined)
      errors.push(
        FieldError.forbidden(
          at.child('additionalProperties'),
          'must not be used if x-kubernetes-embedded-resource is set',
        ),
      );
    if (type === 'object' || type === '') return errors;
  } else if (type === '' && !isIntOrString(schema) && !preservesUnknown(schema)) {
    errors.push(FieldError.required(place, WHERE[level]));
  }
  if (level === 'root' && type !== '' && type !== 'object')
    errors.push(FieldError.invalid(place, type, 'must be object at the root'));
  return errors;
}

/** What a resource says of its own apiVersion, kind and metadata. */
function metaFaults(schema: JsonSchema, level: Level, at: FieldPath): FieldError[] {
  const resource = level === 'root' || isEmbeddedResource(schema);
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const errors: FieldError[] = [];
  const mustBeText = (name: string, property: JsonSchema | undefined): void => {
    if (!resource || !property || property.type === 'string') return;
    errors.push(
      FieldError.invalid(at.child('properties').key(name).child('type'), property.type ?? '', 'must be string'),
    );
  };
  mustBeText('kind', kind);
  mustBeText('apiVersion', apiVersion);
  if (metadata) errors.push(...metadataFaults(metadata, resource, level, at.child('properties').key('metadata')));
  if (isEmbeddedResource(schema) && !preservesUnknown(schema) && propertiesOf(schema).length === 0) {
    const detail =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(FieldError.required(at.child('properties'), detail));
  }
  return errors;
}

function metadataFaults(schema: JsonSchema, resource: boolean, level: Level, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (resource && schema.type !== 'object')
    errors.push(FieldError.invalid(at.child('type'), schema.type ?? '', 'must be object'));
  if (level !== 'root') return errors;
  const { type: _type, default: _default, properties = {}, ...rest } = schema;
  const free = Object.keys(properties).every((name) => name === 'name' || name === 'generateName');
  if (!free || Object.values(rest).some((value) => value !== undefined && value !== false)) {
    const detail = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(FieldError.forbidden(at, detail));
  }
  return errors;
}

const INT_OR_STRING = [{ type: 'integer' }, { type: 'string' }];

function isAnyOfIntOrString(alternatives: readonly JsonSchema[] | undefined): boolean {
  return sameJson(alternatives, INT_OR_STRING);
}

function valueFaults(schema: JsonSchema, at: FieldPath, skipAnyOf: boolean, skipFirstAllOf: boolean): FieldError[] {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern } = schema;
  const fault = pattern ? expressionFault(pattern) : undefined;
  const each = (schemas: readonly JsonSchema[], name: string): FieldError[] =>
    schemas.flatMap((nested, index) => nestedFaults(nested, at.child(name).index(index)));
  return [
    ...(skipAnyOf ? [] : each(anyOf, 'anyOf')),
    ...allOf.flatMap((nested, index) =>
      nestedFaults(nested, at.child('allOf').index(index), index === 0 && skipFirstAllOf),
    ),
    ...each(oneOf, 'oneOf'),
    ...(not ? nestedFaults(not, at.child('not')) : []),
    ...(fault === undefined
      ? []
      : [FieldError.invalid(at.child('pattern'), pattern, `must be a valid regular expression, but isn't: ${fault}`)]),
  ];
}

/** What may not be said under `anyOf` and its like, and how it must be there. */
const FORBIDDEN_WHEN_NESTED: readonly (readonly [keyof JsonSchema, string])[] = [
  ['type', 'must be empty to be structural'],
  ['additionalProperties', 'must be undefined to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function nestedFaults(schema: JsonSchema, at: FieldPath, skipAnyOf = false): FieldError[] {
  const items = itemsOf(schema);
  const said = FORBIDDEN_WHEN_NESTED.filter(([name]) => !isEmpty(schema[name]));
  return [
    ...valueFaults(schema, at, skipAnyOf, false),
    ...(items ? nestedFaults(items, at.child('items')) : []),
    ...propertiesOf(schema).flatMap(([name, property]) => nestedFaults(property, at.child('properties').key(name))),
    ...said.map(([name, detail]) => FieldError.forbidden(at.child(name), detail)),
    ...(schema.properties?.metadata
      ? [FieldError.forbidden(at.child('properties').key('metadata'), 'must not be specified in a nested context')]
      : []),
  ];
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

/**
 * What is restricted under `anyOf` and its like of the root must be specified outside of it as well. Upstream looks no deeper.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/complete.go
 */
function completenessFaults(restriction: JsonSchema, schema: JsonSchema, at: FieldPath, told = at): FieldError[] {
  const { not, allOf = [], anyOf = [], oneOf = [] } = restriction;
  const each = (schemas: readonly JsonSchema[], name: string): FieldError[] =>
    schemas.flatMap((nested, index) => nestedCompleteness(nested, schema, at, told.child(name).index(index)));
  return [
    ...(not ? nestedCompleteness(not, schema, at, told.child('not')) : []),
    ...each(allOf, 'allOf'),
    ...each(anyOf, 'anyOf'),
    ...each(oneOf, 'oneOf'),
  ];
}

function nestedCompleteness(
  nested: JsonSchema,
  schema: JsonSchema | undefined,
  at: FieldPath,
  told: FieldPath,
): FieldError[] {
  if (!schema) return [FieldError.required(at, `because it is defined in ${String(told)}`)];
  const items = itemsOf(nested);
  return [
    ...completenessFaults(nested, schema, at, told),
    ...(items ? nestedCompleteness(items, itemsOf(schema), at.child('items'), told.child('items')) : []),
    ...propertiesOf(nested).flatMap(([name, property]) => {
      const step = (path: FieldPath): FieldPath => path.child('properties').key(name);
      return nestedCompleteness(property, schema.properties?.[name], step(at), step(told));
    }),
  ];
}
