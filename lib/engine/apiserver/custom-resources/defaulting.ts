/**
 * Fills in what a structural schema says of missing values, and takes out nulls where a value may not be null.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting/{algorithm,prunenulls}.go
 */
import { type JsonObjectDraft, memberOf, setMember } from '../../apimachinery/json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import { itemsOf, type JsonSchema, propertyOf, valuesOf } from './json-schema';

/** The value with its defaults; where nothing is missing it is the same value. */
export function fillDefaults<T extends JsonValue>(value: T, schema: JsonSchema): T {
  return fill(dropNulls(value, schema), schema) as T;
}

function memberSchema(schema: JsonSchema, name: string): JsonSchema | undefined {
  return propertyOf(schema, name) ?? valuesOf(schema);
}

function fill(value: JsonValue, schema: JsonSchema | undefined): JsonValue {
  if (!schema) return value;
  if (isJsonArray(value)) {
    const items = itemsOf(schema);
    return items ? mapItems(value, (item) => fill(unlessNull(item, items), items)) : value;
  }
  return isJsonObject(value) ? fillMembers(value, schema) : value;
}

/** A null that may not be one is what the default says, if there is one. */
function unlessNull(value: JsonValue, schema: JsonSchema): JsonValue {
  return value === null && !schema.nullable ? (schema.default ?? null) : value;
}

function fillMembers(value: JsonObject, schema: JsonSchema): JsonObject {
  let copy: JsonObjectDraft | undefined;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined || property.default === null) continue;
    const member = memberOf(value, name);
    if (member === undefined || (member === null && !property.nullable))
      setMember((copy ??= { ...value }), name, property.default);
  }
  for (const [name, member] of Object.entries(copy ?? value)) {
    const own = memberSchema(schema, name);
    if (member === undefined || !own) continue;
    const after = fill(unlessNull(member, own), own);
    if (after !== member) setMember((copy ??= { ...value }), name, after);
  }
  return copy ?? value;
}

function mapItems(items: readonly JsonValue[], change: (item: JsonValue) => JsonValue): readonly JsonValue[] {
  const changed = items.map(change);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}

/** Without the members that are null, may not be, and have no default to take the place. */
function dropNulls(value: JsonValue, schema: JsonSchema | undefined): JsonValue {
  if (!schema) return value;
  if (isJsonArray(value)) return mapItems(value, (item) => dropNulls(item, itemsOf(schema)));
  if (!isJsonObject(value)) return value;
  let copy: JsonObjectDraft | undefined;
  for (const [name, member] of Object.entries(value)) {
    const own = memberSchema(schema, name);
    if (member === undefined || !own) continue;
    const after = dropNulls(member, own);
    if (after === null && !own.nullable && own.default === undefined) delete (copy ??= { ...value })[name];
    else if (after !== member) setMember((copy ??= { ...value }), name, after);
  }
  return copy ?? value;
}
