/**
 * The schema of a custom resource in the form that server-side apply, normalisation and `explain` know.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder, kube-openapi/pkg/schemaconv/openapi.go
 */
import { builtinSchemas } from '../../apimachinery/schema/builtin-schemas';
import type { ListSchema, ObjectSchema, ScalarSchema, Schema } from '../../apimachinery/schema/schema';
import { isEmbeddedResource, isIntOrString, itemsOf, type JsonSchema, preservesUnknown, valuesOf } from './json-schema';

const STRING: Schema = { type: 'string' };
const ANYTHING: Schema = { type: 'any' };

/** Metadata, as every kind has it. */
function metadataShape(): Schema {
  const shape = builtinSchemas().schemaOf({ group: '', version: 'v1', kind: 'ConfigMap' })?.fields.get('metadata');
  if (!shape) throw new Error('the schema data has no metadata');
  return shape;
}

/** The shape of a whole object. Without a schema everything is free. */
export function objectShapeOf(schema: JsonSchema | undefined): ObjectSchema {
  const shape = objectOf(schema ?? { 'x-kubernetes-preserve-unknown-fields': true }, true, false);
  return shape;
}

function objectOf(schema: JsonSchema, resource: boolean, inheritsUnknown: boolean): ObjectSchema {
  const preserveUnknown = inheritsUnknown || preservesUnknown(schema);
  const fields = new Map<string, Schema>();
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    fields.set(name, shapeOf(property, preserveUnknown));
  if (resource) {
    fields.set('apiVersion', STRING);
    fields.set('kind', STRING);
    fields.set('metadata', metadataShape());
  }
  return {
    type: 'object',
    goType: '',
    fields,
    required: schema.required ?? [],
    preserveUnknown,
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
  };
}

function shapeOf(schema: JsonSchema, inheritsUnknown: boolean): Schema {
  if (isIntOrString(schema)) return { type: 'intOrString' };
  switch (schema.type) {
    case 'object':
      return mapOrObject(schema, inheritsUnknown);
    case 'array':
      return listOf(schema, inheritsUnknown || preservesUnknown(schema));
    case 'string':
      return textOf(schema);
    case 'integer':
      return { type: 'int64', ...defaultOf(schema) };
    case 'number':
      return { type: 'number', ...defaultOf(schema) };
    case 'boolean':
      return { type: 'boolean', ...defaultOf(schema) };
    default:
      return ANYTHING;
  }
}

function mapOrObject(schema: JsonSchema, inheritsUnknown: boolean): Schema {
  const resource = isEmbeddedResource(schema);
  const values = valuesOf(schema);
  const atomic = schema['x-kubernetes-map-type'] === 'atomic';
  if (values) return { type: 'map', values: shapeOf(values, inheritsUnknown), atomic };
  if (!resource && !schema.properties && schema.additionalProperties === true)
    return { type: 'map', values: ANYTHING, atomic };
  return objectOf(schema, resource, inheritsUnknown);
}

function listOf(schema: JsonSchema, inheritsUnknown: boolean): ListSchema {
  const items = itemsOf(schema);
  const type = schema['x-kubernetes-list-type'];
  return {
    type: 'list',
    items: items ? shapeOf(items, inheritsUnknown) : ANYTHING,
    listType: type === 'map' || type === 'set' ? type : 'atomic',
    mapKeys: schema['x-kubernetes-list-map-keys'] ?? [],
    patchStrategy: 'replace',
  };
}

/** Texts of a format are taken as they come, also when they are no texts. */
function textOf(schema: JsonSchema): ScalarSchema {
  const { format = '' } = schema;
  const type = format === '' || format === 'byte' ? 'string' : format === 'date-time' ? 'time' : 'intOrString';
  return { type, ...defaultOf(schema) };
}

function defaultOf(schema: JsonSchema): Pick<ScalarSchema, 'default'> {
  const value = schema.default;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? { default: value } : {};
}
