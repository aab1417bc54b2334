/**
 * From a body to a custom object: metadata through its Go type, unknown fields pruned (and told), defaults filled in. Types are not
 * checked here: validation tells all wrong ones at once.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (schemaCoercingDecoder),
 * pkg/apiserver/schema/objectmeta/{algorithm,coerce}.go
 */
import { decodeAs, plainJson, type Decoded } from '../../apimachinery/json/decode';
import type { RawObject } from '../../apimachinery/json/parse-json';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { normalize } from '../../apimachinery/schema/normalize';
import type { ObjectSchema } from '../../apimachinery/schema/schema';
import { fillDefaults } from './defaulting';
import { isEmbeddedResource, itemsOf, type JsonSchema, propertyOf, valuesOf } from './json-schema';
import { pruneResource } from './pruning';

/** How objects of one version are read. */
export interface ObjectReading {
  readonly schema: JsonSchema;
  readonly shape: ObjectSchema;
}

/** @throws ParseError with Go's message when metadata does not fit its type */
export function decodeCustomObject(raw: RawObject, reading: ObjectReading): Decoded {
  const value = plainJson(raw) as JsonObject;
  const metadata = metadataOf(raw, reading.shape);
  const pruned = pruneResource(value, reading.schema);
  const object = { ...pruned.value, ...(metadata ? { metadata: metadata.value } : {}) };
  const coerced = coerceEmbedded(
    fillDefaults(object, reading.schema),
    reading.schema,
    reading.shape,
  ) as Decoded['value'];
  return { value: coerced, unknown: [...(metadata?.unknown ?? []), ...pruned.unknown] };
}

/** An object that was stored under another schema, as this version has it now. */
export function readStoredObject<T extends JsonObject>(stored: T, reading: ObjectReading): T {
  return fillDefaults(pruneResource(stored, reading.schema).value as T, reading.schema);
}

function metadataOf(raw: RawObject, shape: ObjectSchema): { value: JsonValue; unknown: readonly string[] } | undefined {
  const schema = shape.fields.get('metadata');
  if (raw.metadata === undefined || schema?.type !== 'object') return undefined;
  const only: ObjectSchema = { type: 'object', goType: 'ObjectMeta', fields: schema.fields, required: [] };
  const given = raw.metadata;
  if (given === null) return { value: {}, unknown: [] };
  if (typeof given !== 'object' || Array.isArray(given) || !isJsonObject(plainJson(given)))
    throw new ParseError(`json: cannot unmarshal ${typeof given} into Go value of type v1.ObjectMeta`);
  const decoded = decodeAs(given as RawObject, only, 'v1');
  return { value: decoded.value, unknown: decoded.unknown.map((path) => `metadata.${path}`) };
}

/** Metadata of embedded resources has the form of its Go type; fields of a wrong type in it are dropped. */
function coerceEmbedded(value: JsonValue, schema: JsonSchema, shape: ObjectSchema): JsonValue {
  if (isJsonArray(value)) {
    const items = itemsOf(schema);
    return items ? value.map((item) => coerceEmbedded(item, items, shape)) : value;
  }
  if (!isJsonObject(value)) return value;
  const values = valuesOf(schema);
  const members = Object.entries(value).map(([name, member]): [string, JsonValue | undefined] => {
    const own = propertyOf(schema, name) ?? values;
    return [name, member === undefined || !own ? member : coerceEmbedded(member, own, shape)];
  });
  const object = Object.fromEntries(members) as JsonObject;
  if (!isEmbeddedResource(schema) || !isJsonObject(object.metadata)) return object;
  return { ...object, metadata: coercedMetadata(object.metadata, shape) };
}

function coercedMetadata(metadata: JsonObject, shape: ObjectSchema): JsonObject {
  const schema = shape.fields.get('metadata');
  if (schema?.type !== 'object') return metadata;
  const kept: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(metadata)) {
    try {
      const { value } = decodeAs({ [name]: member as never }, schema, 'v1');
      if (value[name] !== undefined) kept.push([name, value[name]]);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
  }
  return normalize(Object.fromEntries(kept) as JsonObject, { ...schema, goFields: undefined });
}
