/**
 * How one value differs from another of the same type, as fields: added, changed, removed. Parts that both share are not looked into, so
 * the comparison of an object with its successor costs what changed, not what is there.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/typed/{typed,merge}.go
 */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { memberOf } from '../json-members';
import { sameJson } from '../same-json';
import type { ListSchema, Schema } from '../schema/schema';
import { FieldSet, FieldSetBuilder } from './field-set';
import { fieldElement, type PathElement } from './path-element';
import {
  isAtomic,
  isEmptyList,
  isEmptyMap,
  itemElement,
  ItemError,
  memberSchema,
  type Shape,
  shapeOf,
} from './typed-shape';
import { duplicateFault, TypedError } from './typed-validation';

export class Comparison {
  static readonly same = new Comparison(FieldSet.empty, FieldSet.empty, FieldSet.empty);

  constructor(
    readonly added: FieldSet,
    readonly modified: FieldSet,
    readonly removed: FieldSet,
  ) {}

  get isSame(): boolean {
    return this.added.isEmpty && this.modified.isEmpty && this.removed.isEmpty;
  }

  /** Fields that have another value now, or have one at last. */
  get changed(): FieldSet {
    return this.modified.union(this.added);
  }

  /** Without these fields and everything below them. */
  without(fields: FieldSet): Comparison {
    if (fields.isEmpty) return this;
    return new Comparison(
      this.added.recursiveDifference(fields),
      this.modified.recursiveDifference(fields),
      this.removed.recursiveDifference(fields),
    );
  }
}

/** @throws TypedError when a list that is keyed has an item twice, or one without key */
export function compareTyped(before: JsonValue, after: JsonValue, schema: Schema): Comparison {
  if (before === after) return Comparison.same;
  const walk = new ComparisonWalk();
  walk.visit(before, after, schema);
  return new Comparison(walk.added.build(), walk.modified.build(), walk.removed.build());
}

/** The items of a list by the step that leads to them, in order. @throws TypedError */
export function itemsByElement(
  list: readonly JsonValue[],
  schema: ListSchema,
  path: readonly PathElement[],
): Map<PathElement, JsonValue> {
  const items = new Map<PathElement, JsonValue>();
  for (const [index, item] of list.entries()) {
    let element: PathElement;
    try {
      element = itemElement(schema, item);
    } catch (error) {
      if (!(error instanceof ItemError)) throw error;
      throw new TypedError([`element ${index}: ${error.message}`]);
    }
    if (items.has(element)) throw new TypedError([duplicateFault(path, element)]);
    items.set(element, item);
  }
  return items;
}

const NO_ITEMS: readonly JsonValue[] = [];

class ComparisonWalk {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();
  readonly #path: PathElement[] = [];

  visit(before: JsonValue | undefined, after: JsonValue | undefined, schema: Schema): void {
    if (before === after) return;
    if (before === undefined) return this.added.insertAll(this.#path, fieldsBelow(after!, schema, this.#path));
    if (after === undefined) return this.removed.insertAll(this.#path, fieldsBelow(before, schema, this.#path));
    const left = shapeOf(schema, before);
    const right = shapeOf(schema, after);
    // A free-form value that became something else is compared as what it was and as what it is.
    if (left !== right) this.#as(left, before, after, schema);
    this.#as(right, before, after, schema);
  }

  #as(shape: Shape, before: JsonValue, after: JsonValue, schema: Schema): void {
    const empty = shape === 'map' ? isEmptyMap : isEmptyList;
    if (isAtomic(schema, shape) || (empty(before) && empty(after))) {
      if (!sameJson(before, after)) this.modified.insert(this.#path);
    } else if (shape === 'map') {
      this.#members(asMap(before), asMap(after), schema);
    } else if (schema.type === 'list') {
      this.#items(before, after, schema);
    }
  }

  #members(before: JsonObject, after: JsonObject, schema: Schema): void {
    for (const name in before) this.#member(name, memberOf(before, name), memberOf(after, name), schema);
    for (const name in after)
      if (memberOf(before, name) === undefined) this.#member(name, undefined, memberOf(after, name), schema);
  }

  #member(name: string, before: JsonValue | undefined, after: JsonValue | undefined, schema: Schema): void {
    if (before === after) return;
    const field = memberSchema(schema, name);
    if (!field) return;
    this.#path.push(fieldElement(name));
    this.visit(before, after, field);
    this.#path.pop();
  }

  #items(before: JsonValue, after: JsonValue, schema: ListSchema): void {
    const old = itemsByElement(isJsonArray(before) ? before : NO_ITEMS, schema, this.#path);
    const current = itemsByElement(isJsonArray(after) ? after : NO_ITEMS, schema, this.#path);
    for (const element of new Set([...old.keys(), ...current.keys()])) {
      this.#path.push(element);
      this.visit(old.get(element), current.get(element), schema.items);
      this.#path.pop();
    }
  }
}

/** What is below parts that are stored, and so never change. */
const below = new WeakMap<object, { readonly schema: Schema; readonly set: FieldSet }>();

/** All fields below a value that is new or gone as a whole. */
function fieldsBelow(value: JsonValue, schema: Schema, path: readonly PathElement[]): FieldSet {
  const shape = shapeOf(schema, value);
  if (typeof value !== 'object' || value === null || isAtomic(schema, shape)) return FieldSet.empty;
  const seen = below.get(value);
  if (seen?.schema === schema) return seen.set;
  const set = isJsonArray(value)
    ? fieldsOfItems(value, schema, path)
    : fieldsOfMembers(value as JsonObject, schema, path);
  if (Object.isFrozen(value)) below.set(value, { schema, set });
  return set;
}

function fieldsOfMembers(value: JsonObject, schema: Schema, path: readonly PathElement[]): FieldSet {
  const members = new Set<PathElement>();
  const children = new Map<PathElement, FieldSet>();
  for (const name in value) {
    const member = memberOf(value, name);
    const field = member === undefined ? undefined : memberSchema(schema, name);
    if (member === undefined || !field) continue;
    const element = fieldElement(name);
    members.add(element);
    const set = fieldsBelow(member, field, [...path, element]);
    if (!set.isEmpty) children.set(element, set);
  }
  return FieldSet.from(members, children);
}

function fieldsOfItems(list: readonly JsonValue[], schema: Schema, path: readonly PathElement[]): FieldSet {
  if (schema.type !== 'list') return FieldSet.empty;
  const items = itemsByElement(list, schema, path);
  const children = new Map<PathElement, FieldSet>();
  for (const [element, item] of items) {
    const set = fieldsBelow(item, schema.items, [...path, element]);
    if (!set.isEmpty) children.set(element, set);
  }
  return FieldSet.from(new Set(items.keys()), children);
}

const NO_MEMBERS: JsonObject = {};

function asMap(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : NO_MEMBERS;
}
