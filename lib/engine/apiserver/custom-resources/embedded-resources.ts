/**
 * Resources inside of custom objects (`x-kubernetes-embedded-resource`): their metadata has the form of its Go type, and they say what
 * they are.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta/{algorithm,validation}.go
 */
import { decodeAs } from '../../apimachinery/json/decode';
import type { RawObject } from '../../apimachinery/json/parse-json';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type KubeObject,
  parseGroupVersion,
} from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import type { ObjectSchema } from '../../apimachinery/schema/schema';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { dns1035LabelFaults, nameIsPathSegment } from '../../apimachinery/validation/names';
import { objectMetaFaults } from '../validation/object-meta';
import { isEmbeddedResource, itemsOf, type JsonSchema, propertyOf, valuesOf } from './json-schema';

/** Puts the metadata of embedded resources into form; what it does not know is dropped and told. */
export class EmbeddedMetadata {
  readonly unknown: string[] = [];

  constructor(private readonly metadata: ObjectSchema) {}

  /** @throws ParseError where a field is of a wrong type */
  coerce(value: JsonValue, schema: JsonSchema | undefined, at = FieldPath.root): JsonValue {
    if (!schema) return value;
    if (isJsonArray(value)) {
      const items = itemsOf(schema);
      return items ? value.map((item, index) => this.coerce(item, items, at.index(index))) : value;
    }
    if (!isJsonObject(value)) return value;
    const members = Object.entries(value).map(([name, member]): [string, JsonValue | undefined] => [
      name,
      member === undefined ? member : this.coerce(member, memberSchema(schema, name), at.child(name)),
    ]);
    const object = Object.fromEntries(members) as JsonObject;
    return isEmbeddedResource(schema) ? this.#resource(object, at) : object;
  }

  #resource(object: JsonObject, at: FieldPath): JsonObject {
    for (const name of ['apiVersion', 'kind']) {
      const value = object[name];
      if (value !== undefined && typeof value !== 'string') refuse(at.child(name), value, 'must be a string');
    }
    const { metadata } = object;
    if (metadata === undefined) return object;
    const place = at.child('metadata');
    if (!isJsonObject(metadata)) return refuse(place, metadata, 'must be an object');
    try {
      const { value, unknown } = decodeAs(metadata as RawObject, this.metadata, 'v1');
      this.unknown.push(...unknown.map((field) => `${String(place)}.${field}`));
      return { ...object, metadata: value };
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return refuse(place, metadata, error.message);
    }
  }
}

function refuse(at: FieldPath, value: JsonValue, detail: string): never {
  throw new ParseError(String(FieldError.invalid(at, value, detail)));
}

function memberSchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  return propertyOf(schema, name) ?? valuesOf(schema);
}

/** Faults of all resources embedded in a value. */
export function embeddedFaults(value: JsonValue, schema: JsonSchema | undefined, at = FieldPath.root): FieldError[] {
  if (!schema) return [];
  if (isJsonArray(value)) return value.flatMap((item, index) => embeddedFaults(item, itemsOf(schema), at.index(index)));
  if (!isJsonObject(value)) return [];
  return [
    ...(isEmbeddedResource(schema) ? resourceFaults(value, at) : []),
    ...Object.entries(value).flatMap(([name, member]) => {
      if (member === undefined) return [];
      const place = propertyOf(schema, name) ? at.child(name) : at.key(name);
      return embeddedFaults(member, memberSchema(schema, name), place);
    }),
  ];
}

function resourceFaults(resource: JsonObject, at: FieldPath): FieldError[] {
  const { apiVersion, kind } = resource;
  const missing = ['apiVersion', 'kind'].filter((name) => resource[name] === undefined);
  return [
    ...missing.map((name) => FieldError.required(at.child(name), 'must not be empty')),
    ...(typeof apiVersion === 'string' ? apiVersionFaults(apiVersion, at.child('apiVersion')) : []),
    ...(typeof kind === 'string' ? kindFaults(kind, at.child('kind')) : []),
    ...(isJsonObject(resource.metadata) ? metadataFaults(resource, at) : []),
  ];
}

function apiVersionFaults(apiVersion: string, at: FieldPath): FieldError[] {
  if (apiVersion === '') return [FieldError.invalid(at, apiVersion, 'must not be empty')];
  if (parseGroupVersion(apiVersion)) return [];
  return [FieldError.invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
}

function kindFaults(kind: string, at: FieldPath): FieldError[] {
  if (kind === '') return [FieldError.invalid(at, kind, 'must not be empty')];
  const faults = dns1035LabelFaults(kind.toLowerCase());
  if (faults.length === 0) return [];
  return [FieldError.invalid(at, kind, `may have mixed case, but should otherwise match: ${faults.join(',')}`)];
}

/** Embedded resources need no name. */
function metadataFaults(resource: JsonObject, at: FieldPath): FieldError[] {
  const object = resource as unknown as KubeObject;
  const { name, namespace } = object.metadata;
  const named = { ...object, metadata: { ...object.metadata, name: name ? name : 'fakename' } };
  const rules = { namespaced: Boolean(namespace), name: nameIsPathSegment, qualifiedFinalizers: false };
  return objectMetaFaults(named, rules).map((error) => error.at(`${String(at)}.${error.field}`));
}
