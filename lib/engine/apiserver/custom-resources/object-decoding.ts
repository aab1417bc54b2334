/**
 * From a body to a custom object: metadata through its Go type, unknown fields pruned (and told), defaults filled in. Types are not
 * checked here: validation tells all wrong ones at once.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (schemaCoercingDecoder),
 * pkg/apiserver/schema/objectmeta/coerce.go
 */
import { decodeAs, plainJson, type Decoded } from '../../apimachinery/json/decode';
import type { RawObject } from '../../apimachinery/json/parse-json';
import { goTypeWord } from '../../apimachinery/go-format';
import { isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import type { ObjectSchema } from '../../apimachinery/schema/schema';
import { fillDefaults } from './defaulting';
import { EmbeddedMetadata } from './embedded-resources';
import type { JsonSchema } from './json-schema';
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
  const embedded = new EmbeddedMetadata(metadataShape(reading.shape));
  const coerced = embedded.coerce(fillDefaults(object, reading.schema), reading.schema) as Decoded['value'];
  return { value: coerced, unknown: [...(metadata?.unknown ?? []), ...embedded.unknown, ...pruned.unknown] };
}

/** An object that was stored under another schema, as this version has it now. */
export function readStoredObject<T extends JsonObject>(stored: T, reading: ObjectReading): T {
  return fillDefaults(pruneResource(stored, reading.schema).value as T, reading.schema);
}

function metadataShape(shape: ObjectSchema): ObjectSchema {
  const schema = shape.fields.get('metadata');
  if (schema?.type !== 'object') throw new Error('every shape of an object has metadata');
  // Decoding as it stands alone: faults name its Go type.
  return { type: 'object', goType: 'ObjectMeta', fields: schema.fields, required: [] };
}

function metadataOf(raw: RawObject, shape: ObjectSchema): { value: JsonValue; unknown: readonly string[] } | undefined {
  const given = raw.metadata;
  if (given === undefined) return undefined;
  if (given === null) return { value: {}, unknown: [] };
  if (typeof given !== 'object' || !isJsonObject(plainJson(given)))
    throw new ParseError(`json: cannot unmarshal ${goTypeWord(plainJson(given))} into Go value of type v1.ObjectMeta`);
  const decoded = decodeAs(given as RawObject, metadataShape(shape), 'v1');
  return { value: decoded.value, unknown: decoded.unknown.map((path) => `metadata.${path}`) };
}
