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
    const left = shapeOf(schema, before);
    const right = shapeOf(schema, after);
    const shape = after === undefined ? left : right;
    // A free-form value that became something else is compared as what it was and as what it is.
    if (before !== undefined && after !== undefined && left !== right) this.#as(left, before, after, schema);
    this.#as(shape, before, after, schema);
  }

  #as(shape: Shape, before: JsonValue | undefined, after: JsonValue | undefined, schema: Schema): void {
    if (isAtomic(schema, shape)) return this.#leaf(before, after);
    const empty = shape === 'map' ? isEmptyMap : isEmptyList;
    if (empty(before) && empty(after)) return this.#leaf(before, after);
    if (shape === 'map') this.#members(asMap(before), asMap(after), schema);
    else if (schema.type === 'list') this.#items(before, after, schema);
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
  }

  #leaf(before: JsonValue | undefined, after: JsonValue | undefined): void {
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
    else if (!sameJson(before, after)) this.modified.insert(this.#path);
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

  #items(before: JsonValue | undefined, after: JsonValue | undefined, schema: ListSchema): void {
    const old = itemsByElement(isJsonArray(before) ? before : NO_ITEMS, schema, this.#path);
    const current = itemsByElement(isJsonArray(after) ? after : NO_ITEMS, schema, this.#path);
    for (const element of new Set([...old.keys(), ...current.keys()])) {
      this.#path.push(element);
      this.visit(old.get(element), current.get(element), schema.items);
      this.#path.pop();
    }
  }
}

const NO_MEMBERS: JsonObject = {};

function asMap(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : NO_MEMBERS;
}
