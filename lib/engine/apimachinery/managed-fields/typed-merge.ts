/**
 * Lays an applied value over the live one: nothing is removed, what both set comes from the applied one, items of keyed lists are merged
 * and stand in the applied order where that says something.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/typed/merge.go
 */
import { type JsonObjectDraft, memberOf, setMember } from '../json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import type { ListSchema, Schema } from '../schema/schema';
import { itemsByElement } from './comparison';
import { fieldElement, type PathElement } from './path-element';
import { isAtomic, isEmptyList, isEmptyMap, memberSchema, membersOf, shapeOf } from './typed-shape';

/** @throws TypedError when a keyed list has an item twice, or one without key */
export function mergeTyped(live: JsonObject, applied: JsonObject, schema: Schema): JsonObject {
  return new MergeWalk().visit(live, applied, schema) as JsonObject;
}

class MergeWalk {
  readonly #path: PathElement[] = [];

  visit(live: JsonValue | undefined, applied: JsonValue | undefined, schema: Schema): JsonValue | undefined {
    if (applied === undefined) return live;
    const shape = shapeOf(schema, applied);
    if (isAtomic(schema, shape)) return applied;
    if (shape === 'map') return this.#map(live, applied, schema);
    return schema.type === 'list' ? this.#list(live, applied, schema) : applied;
  }

  #map(live: JsonValue | undefined, applied: JsonValue, schema: Schema): JsonValue {
    if (isEmptyMap(live) && isEmptyMap(applied)) return applied;
    const merged: JsonObjectDraft = isJsonObject(live) ? { ...live } : {};
    for (const [name, member] of isJsonObject(applied) ? membersOf(applied) : []) {
      const before = isJsonObject(live) ? memberOf(live, name) : undefined;
      const after = this.#below(fieldElement(name), before, member, memberSchema(schema, name));
      if (after !== undefined) setMember(merged, name, after);
    }
    return merged;
  }

  #list(live: JsonValue | undefined, applied: JsonValue, schema: ListSchema): JsonValue {
    if (isEmptyList(live) && isEmptyList(applied)) return applied;
    const old = itemsByElement(isJsonArray(live) ? live : [], schema, this.#path);
    const wanted = itemsByElement(isJsonArray(applied) ? applied : [], schema, this.#path);
    return mergedOrder([...old.keys()], [...wanted.keys()]).map(
      (element) => this.#below(element, old.get(element), wanted.get(element), schema.items) ?? null,
    );
  }

  #below(
    element: PathElement,
    live: JsonValue | undefined,
    applied: JsonValue | undefined,
    schema: Schema | undefined,
  ): JsonValue | undefined {
    this.#path.push(element);
    const merged = this.visit(live, applied, schema ?? { type: 'any' });
    this.#path.pop();
    return merged;
  }
}

/**
 * The order of a merged list. Items of both lists stand in the applied order; an item of one list alone stays behind the one that it
 * followed there, live items first.
 *
 *     live a b c, applied c a x  →  b c a x      live a b, applied x b  →  a x b
 */
function mergedOrder(live: readonly PathElement[], applied: readonly PathElement[]): PathElement[] {
  const inLive = new Set(live);
  const inApplied = new Set(applied);
  const shared = applied.filter((element) => inLive.has(element));
  const order: PathElement[] = [];
  let [l, a, s] = [0, 0, 0];
  while (l < live.length || a < applied.length) {
    const mine = live[l];
    const theirs = applied[a];
    if (mine !== undefined && mine === theirs) {
      order.push(mine);
      l++;
      a++;
      s++;
    } else if (
      mine !== undefined &&
      theirs !== undefined &&
      inApplied.has(mine) &&
      s < shared.length &&
      shared[s] !== mine
    ) {
      l++; // shared, and its turn comes with the applied list
    } else if (mine !== undefined && !inApplied.has(mine)) {
      order.push(mine);
      l++;
    } else if (theirs !== undefined) {
      order.push(theirs);
      a++;
      if (shared[s] === theirs) s++;
    } else {
      l++; // shared, and taken already
    }
  }
  return order;
}
