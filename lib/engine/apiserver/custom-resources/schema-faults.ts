/**
 * What a schema of a custom resource may say besides being structural: which keywords, list and map types, rules.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go
 * (ValidateCustomResourceDefinitionOpenAPISchema)
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { goSlice } from '../../apimachinery/validation/go-value';
import { isEmbeddedResource, itemsOf, type JsonSchema, META_FIELDS, valuesOf } from './json-schema';
import { ruleTextFaults } from './rule-faults';

/** What holds for a schema because of where it stands. */
export interface SchemaPlace {
  readonly root: boolean;
  /** Within apiVersion, kind or metadata of a resource. */
  readonly insideMeta: boolean;
  /** Why there may be no defaults; '' where there may. */
  readonly noDefaults: string;
}

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Faults of a schema and all below it, rules' meaning left aside. */
export function keywordFaults(
  schema: JsonSchema,
  at: FieldPath,
  place: SchemaPlace = { root: true, insideMeta: false, noDefaults: '' },
): FieldError[] {
  return [
    ...ownFaults(schema, at, place),
    ...childFaults(schema, at, place),
    ...listAndMapFaults(schema, at),
    ...ruleTextFaults(schema, at),
  ];
}

function ownFaults(schema: JsonSchema, at: FieldPath, place: SchemaPlace): FieldError[] {
  const errors: FieldError[] = [];
  const forbid = (name: string, detail = `${name} is not supported`): void => {
    errors.push(FieldError.forbidden(at.child(name), detail));
  };
  const { type } = schema;
  if (type && !TYPES.includes(type)) errors.push(FieldError.notSupported(at.child('type'), type, TYPES));
  if (schema.default !== undefined && place.noDefaults !== '') forbid('default', `must not be set ${place.noDefaults}`);
  if (schema.id) forbid('id');
  if (schema.additionalItems !== undefined) forbid('additionalItems');
  if (Object.keys(schema.patternProperties ?? {}).length > 0) forbid('patternProperties');
  if (Object.keys(schema.definitions ?? {}).length > 0) forbid('definitions');
  if (schema.dependencies) forbid('dependencies');
  if (schema.$ref !== undefined) forbid('$ref');
  if (type === 'null') forbid('type', 'type cannot be set to null, use nullable as an alternative');
  if (Array.isArray(schema.items)) forbid('items', 'items must be a schema object and not an array');
  if (place.insideMeta && isEmbeddedResource(schema))
    forbid('x-kubernetes-embedded-resource', 'must not be used inside of resource meta');
  if (schema.uniqueItems)
    forbid('uniqueItems', 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic');
  const named = Object.keys(schema.properties ?? {}).length > 0;
  if (named && schema.additionalProperties !== undefined && schema.additionalProperties !== true)
    forbid('additionalProperties', 'additionalProperties and properties are mutual exclusive');
  return errors;
}

function childFaults(schema: JsonSchema, at: FieldPath, place: SchemaPlace): FieldError[] {
  const { not, allOf = [], oneOf = [], anyOf = [], properties = {} } = schema;
  const below: SchemaPlace = { ...place, root: false };
  const values = valuesOf(schema);
  const items = itemsOf(schema);
  const inMap: SchemaPlace = place.insideMeta
    ? { ...below, noDefaults: 'inside additionalProperties applying to object metadata' }
    : below;
  const each = (schemas: readonly JsonSchema[], name: string): FieldError[] =>
    schemas.flatMap((nested, index) => keywordFaults(nested, at.child(name).index(index), below));
  return [
    ...(values ? keywordFaults(values, at.child('additionalProperties'), inMap) : []),
    ...Object.entries(properties).flatMap(([name, property]) =>
      keywordFaults(property, at.child('properties').key(name), placeOfProperty(name, schema, place)),
    ),
    ...(not ? keywordFaults(not, at.child('not'), below) : []),
    ...each(allOf, 'allOf'),
    ...each(oneOf, 'oneOf'),
    ...each(anyOf, 'anyOf'),
    ...(items ? keywordFaults(items, at.child('items'), below) : []),
  ];
}

function placeOfProperty(name: string, schema: JsonSchema, place: SchemaPlace): SchemaPlace {
  if (!META_FIELDS.has(name) || !(place.root || isEmbeddedResource(schema))) return { ...place, root: false };
  return {
    root: false,
    insideMeta: true,
    noDefaults: place.root ? `in top-level ${name}` : place.noDefaults,
  };
}

function listAndMapFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  return [
    ...(schema['x-kubernetes-preserve-unknown-fields'] === false
      ? [FieldError.invalid(at.child('x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined')]
      : []),
    ...typedOnly(schema, at, 'x-kubernetes-map-type', 'object', ['atomic', 'granular']),
    ...typedOnly(schema, at, 'x-kubernetes-list-type', 'array', ['atomic', 'set', 'map']),
    ...setItemFaults(schema, at),
    ...mapKeyFaults(schema, at),
    ...itemNullFaults(schema, at),
  ];
}

function typedOnly(
  schema: JsonSchema,
  at: FieldPath,
  name: 'x-kubernetes-map-type' | 'x-kubernetes-list-type',
  type: string,
  supported: readonly string[],
): FieldError[] {
  const value = schema[name];
  if (value === undefined) return [];
  const detail = `must be ${type} if ${name} is specified`;
  return [
    ...(schema.type === type
      ? []
      : [
          schema.type
            ? FieldError.invalid(at.child('type'), schema.type, detail)
            : FieldError.required(at.child('type'), detail),
        ]),
    ...(supported.includes(value) ? [] : [FieldError.notSupported(at.child(name), value, supported)]),
  ];
}

function setItemFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  const items = itemsOf(schema);
  if (schema['x-kubernetes-list-type'] !== 'set' || schema.type !== 'array' || !items) return [];
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = items['x-kubernetes-list-type'];
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic')
    return [FieldError.invalid(at.child('items', 'x-kubernetes-list-type'), listType, detail)];
  if (items.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic')
    return [FieldError.invalid(at.child('items', 'x-kubernetes-map-type'), listType ?? null, detail)];
  return [];
}

function mapKeyFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  const { 'x-kubernetes-list-map-keys': keys = [], 'x-kubernetes-list-type': type } = schema;
  const errors: FieldError[] = [];
  const typeAt = at.child('x-kubernetes-list-type');
  const keysAt = at.child('x-kubernetes-list-map-keys');
  if (keys.length > 0 && type !== 'map') {
    const detail = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(type === undefined ? FieldError.required(typeAt, detail) : FieldError.invalid(typeAt, type, detail));
  }
  if (type !== 'map') return errors;
  if (keys.length === 0) errors.push(FieldError.required(keysAt, 'must not be empty if x-kubernetes-list-type is map'));
  const items = itemsOf(schema);
  if (!items)
    errors.push(FieldError.required(at.child('items'), 'must have a schema if x-kubernetes-list-type is map'));
  else if (items.type !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(FieldError.invalid(at.child('items', 'type'), items.type ?? '', detail));
  } else errors.push(...keyNameFaults(keys, items, at));
  return errors;
}

function keyNameFaults(keys: readonly string[], items: JsonSchema, at: FieldPath): FieldError[] {
  const keysAt = at.child('x-kubernetes-list-map-keys');
  return keys.flatMap((key, index) => {
    const property = items.properties?.[key];
    const compound = property?.type === 'array' || property?.type === 'object';
    const typeAt = at.child('items', 'properties').key(key).child('type');
    const shown = goSlice('string', keys);
    return [
      ...(property ? [] : [FieldError.invalid(keysAt, shown, 'entries must all be names of item properties')]),
      ...(compound
        ? [
            FieldError.invalid(
              typeAt,
              items.type ?? '',
              "must be a scalar type if parent array's x-kubernetes-list-type is map",
            ),
          ]
        : []),
      ...(keys.indexOf(key) < index ? [FieldError.invalid(keysAt, shown, 'must not contain duplicate entries')] : []),
    ];
  });
}

/** Items of sets and maps may not be null, and keys must be there. */
function itemNullFaults(schema: JsonSchema, at: FieldPath): FieldError[] {
  const items = itemsOf(schema);
  const { 'x-kubernetes-list-map-keys': keys = [], 'x-kubernetes-list-type': type } = schema;
  if (!items || (type !== 'set' && type !== 'map')) return [];
  const errors: FieldError[] = [];
  if (items.nullable) {
    const detail = `cannot be nullable when x-kubernetes-list-type is ${type}`;
    errors.push(FieldError.forbidden(at.child('items', 'nullable'), detail));
  }
  if (type !== 'map') return errors;
  const prefix = 'this property is in x-kubernetes-list-map-keys, so it';
  for (const key of keys) {
    const property = items.properties?.[key];
    if (!property) continue;
    const place = at.child('items', 'properties').key(key);
    if (!items.required?.includes(key) && property.default === undefined)
      errors.push(
        FieldError.required(place.child('default'), `${prefix} must have a default or be a required property`),
      );
    if (property.nullable) errors.push(FieldError.forbidden(place.child('nullable'), `${prefix} cannot be nullable`));
  }
  return errors;
}
