/**
 * What server-side apply wants to know of a type: is a value of it a map, a list or a scalar, is it owned as one, what are its parts,
 * and which step leads to an item of a list.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/typed/helpers.go, kube-openapi/pkg/schemaconv
 */
import { memberOf } from '../json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import type { ListSchema, ScalarSchema, Schema } from '../schema/schema';
import { keyElement, type PathElement, valueElement } from './path-element';

export type Shape = 'scalar' | 'map' | 'list';

/** Values of which no type is known: maps are owned key by key, lists as one. */
const FREE_FORM: ScalarSchema = { type: 'any' };

/** The shape of a value, by its type where that says it, else as it comes; nothing and null count as maps. */
export function shapeOf(schema: Schema, value: JsonValue | undefined): Shape {
  if (schema.type === 'object' || schema.type === 'map') return 'map';
  if (schema.type === 'list') return 'list';
  if (schema.type !== 'any') return 'scalar';
  if (value === null || value === undefined || isJsonObject(value)) return 'map';
  return isJsonArray(value) ? 'list' : 'scalar';
}

/** Whether a value of this shape is owned as one field. */
export function isAtomic(schema: Schema, shape: Shape): boolean {
  switch (schema.type) {
    case 'list':
      return schema.listType === 'atomic';
    case 'object':
    case 'map':
      return schema.atomic === true;
    default:
      return shape !== 'map' || schema.atomic === true;
  }
}

/** The type of a map's member; undefined where the type knows no such field. */
export function memberSchema(schema: Schema, name: string): Schema | undefined {
  if (schema.type === 'map') return schema.values;
  if (schema.type !== 'object') return schema.type === 'any' && schema.atomic ? schema : FREE_FORM;
  const field = schema.fields.get(name);
  if (field) return field;
  return schema.preserveUnknown || schema.fields.size === 0 ? FREE_FORM : undefined;
}

/** Whether the type itself names the field, unlike the keys of a map. */
export function isNamedField(schema: Schema, name: string): boolean {
  return schema.type === 'object' && schema.fields.has(name);
}

/** Whether nothing at all is known of the members of such a map. */
export function isFreeForm(schema: Schema): boolean {
  if (schema.type === 'any') return schema.atomic !== true;
  return schema.type === 'object' && schema.fields.size === 0;
}

export function itemSchema(schema: Schema): Schema {
  return schema.type === 'list' ? schema.items : FREE_FORM;
}

/** The item has no place in its list. */
export class ItemError extends Error {
  override readonly name = 'ItemError';
}

function keyDefault(list: ListSchema, name: string): JsonValue | undefined {
  if (list.items.type !== 'object') throw new ItemError('associative list may not have non-map types');
  const field = list.items.fields.get(name);
  return field && 'default' in field ? field.default : undefined;
}

function keyedElement(list: ListSchema, item: JsonValue): PathElement {
  if (item === null) throw new ItemError('associative list with keys may not have a null element');
  if (!isJsonObject(item)) throw new ItemError('associative list with keys may not have non-map elements');
  const key: Record<string, JsonValue> = {};
  for (const name of list.mapKeys) {
    const value = memberOf(item, name) ?? keyDefault(list, name);
    if (value === undefined)
      throw new ItemError(
        `associative list with keys has an element that omits key field ${JSON.stringify(name)} (and doesn't have default value)`,
      );
    key[name] = value;
  }
  return keyElement(key);
}

/** The step that leads to an item of a list that is not atomic. @throws ItemError */
export function itemElement(list: ListSchema, item: JsonValue): PathElement {
  if (list.mapKeys.length > 0) return keyedElement(list, item);
  if (item === null) throw new ItemError("associative list without keys has an element that's an explicit null");
  if (isJsonArray(item)) throw new ItemError('not supported: associative list with lists as elements');
  if (isJsonObject(item)) throw new ItemError("associative list without keys has an element that's a map type");
  return valueElement(item);
}

/** The members that say something; `undefined` counts as absent. */
export function membersOf(value: JsonObject): [string, JsonValue][] {
  return Object.entries(value).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
}

export function isEmptyMap(value: JsonValue | undefined): boolean {
  return value === null || value === undefined || (isJsonObject(value) && membersOf(value).length === 0);
}

export function isEmptyList(value: JsonValue | undefined): boolean {
  return !isJsonArray(value) || value.length === 0;
}
