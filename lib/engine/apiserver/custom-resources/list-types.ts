/**
 * Lists that are sets or maps must not have an item twice.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go
 */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import { withSortedMembers } from '../../apimachinery/sorted-members';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { itemsOf, type JsonSchema, propertyOf, valuesOf } from './json-schema';

/** Faults of all lists of a resource. */
export function listTypeFaults(value: JsonValue, schema: JsonSchema, at = FieldPath.root): FieldError[] {
  if (isJsonArray(value)) return faultsOfList(value, schema, at);
  if (!isJsonObject(value)) return [];
  const values = valuesOf(schema);
  return Object.entries(value).flatMap(([name, member]) => {
    if (member === undefined) return [];
    if (values) return listTypeFaults(member, values, at.key(name));
    const property = propertyOf(schema, name);
    return property ? listTypeFaults(member, property, at.child(name)) : [];
  });
}

function faultsOfList(list: readonly JsonValue[], schema: JsonSchema, at: FieldPath): FieldError[] {
  const items = itemsOf(schema);
  return [
    ...ownFaults(list, schema, at),
    ...(items ? list.flatMap((item, index) => listTypeFaults(item, items, at.index(index))) : []),
  ];
}

function ownFaults(list: readonly JsonValue[], schema: JsonSchema, at: FieldPath): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return duplicatesOf(list).map((index) => FieldError.duplicate(at.index(index), list[index]));
  if (type !== 'map') return [];
  const odd = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (odd >= 0)
    return [FieldError.invalid(at.index(odd), list[odd], 'must be an object for an array of list-type map')];
  const keys = list.map((item) => keyOf(item, schema['x-kubernetes-list-map-keys'] ?? []));
  return duplicatesOf(keys).map((index) => FieldError.duplicate(at.index(index), keys[index]));
}

function keyOf(item: JsonValue, names: readonly string[]): JsonObject {
  if (!isJsonObject(item)) return {};
  return Object.fromEntries(names.filter((name) => item[name] !== undefined).map((name) => [name, item[name]]));
}

/** Indexes of the first repetition of each value that is there more than once. */
function duplicatesOf(values: readonly JsonValue[]): number[] {
  const seen = new Map<string, number>();
  return values.flatMap((value, index) => {
    const text = JSON.stringify(withSortedMembers(value));
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    return times === 1 ? [index] : [];
  });
}
