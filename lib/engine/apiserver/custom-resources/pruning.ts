/**
 * Takes the fields out of an object that its structural schema does not know.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning/algorithm.go
 */
import { type JsonObjectDraft, setMember } from '../../apimachinery/json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import {
  isEmbeddedResource,
  itemsOf,
  type JsonSchema,
  META_FIELDS,
  preservesUnknown,
  propertyOf,
  valuesOf,
} from './json-schema';

export interface Pruned {
  readonly value: JsonObject;
  /** Paths of the fields that are gone, in order. */
  readonly unknown: readonly string[];
}

/** Prunes a whole resource. What has nothing to prune stays shared. */
export function pruneResource(value: JsonObject, schema: JsonSchema): Pruned {
  const pruning = new Pruning();
  const pruned = pruning.visit(value, schema, '', true) as JsonObject;
  return { value: pruned, unknown: pruning.unknown.sort() };
}

/** Prunes a value below a resource's root. */
export function pruneValue(value: JsonValue, schema: JsonSchema): JsonValue {
  return new Pruning().visit(value, schema, '', isEmbeddedResource(schema));
}

class Pruning {
  readonly unknown: string[] = [];

  visit(value: JsonValue, schema: JsonSchema | undefined, path: string, resource = false): JsonValue {
    if (isJsonArray(value)) return this.#items(value, schema, path);
    if (!isJsonObject(value)) return value;
    return this.#members(value, schema, path, resource || (schema !== undefined && isEmbeddedResource(schema)));
  }

  #items(items: readonly JsonValue[], schema: JsonSchema | undefined, path: string): JsonValue {
    const own = schema && itemsOf(schema);
    if (schema && !own && preservesUnknown(schema)) return items;
    const pruned = items.map((item, index) => this.visit(item, own, `${path}[${index}]`));
    return pruned.every((item, index) => item === items[index]) ? items : pruned;
  }

  #members(value: JsonObject, schema: JsonSchema | undefined, path: string, resource: boolean): JsonObject {
    const kept: JsonObjectDraft = {};
    let changed = false;
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const place = path === '' ? name : `${path}.${name}`;
      const next = this.#member(name, member, schema, place, resource);
      if (next === undefined) {
        if (!META_FIELDS.has(name) || path !== '') this.unknown.push(place);
        changed = true;
        continue;
      }
      changed ||= next !== member;
      setMember(kept, name, next);
    }
    return changed ? kept : value;
  }

  /** The pruned member; undefined when it goes. */
  #member(
    name: string,
    member: JsonValue,
    schema: JsonSchema | undefined,
    place: string,
    resource: boolean,
  ): JsonValue | undefined {
    if (resource && META_FIELDS.has(name)) return member;
    if (!schema) return undefined;
    const property = propertyOf(schema, name);
    if (property) return this.visit(member, property, place);
    const { additionalProperties } = schema;
    if (additionalProperties !== undefined && additionalProperties !== false) {
      const values = valuesOf(schema);
      if (values || !preservesUnknown(schema)) return this.visit(member, values, place);
      return member;
    }
    return preservesUnknown(schema) ? member : undefined;
  }
}
