/**
 * How strategic merge patch treats lists: merging by key or as sets, `$patch` items, and the order of the result, in which the order
 * of `$setElementOrder` comes first, then that of the patch, then that of the live list.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go
 */
import { formatGoValue, goTypeName } from '../go-format';
import { memberOf } from '../json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { unknownError, unprocessableEntity } from '../status-error';

export const DIRECTIVE = '$patch';

type List = readonly JsonValue[];

/** How two items with the same key become one. */
export type MergeItems = (original: JsonObject, patch: JsonObject) => JsonObject;

/** What a field says about the list it holds: with `mergeKey` its items are objects, without it scalars. */
export interface ListMerge {
  readonly mergeKey: string | undefined;
  readonly mergeItems: MergeItems;
}

export function noMergeKey(item: JsonObject, mergeKey: string): Error {
  return unknownError(`map: ${formatGoValue(item)} does not contain declared merge key: ${mergeKey}`);
}

/** Another type than `expected` (as Go names it) was found. */
export function badArgument(expected: string, actual: JsonValue | undefined): Error {
  return unknownError(`expected a ${expected}, but received a ${goTypeName(actual)}`);
}

export function unknownDirective(directive: JsonValue, holder: JsonObject): Error {
  const shown =
    typeof directive === 'string'
      ? directive
      : directive === null
        ? '%!s(<nil>)'
        : `%!s(${goTypeName(directive)}=${formatGoValue(directive)})`;
  return unknownError(`unknown patch type: ${shown} in map: ${formatGoValue(holder)}`);
}

/** Whether the items of the lists are objects. @throws StatusError where they differ in type, or are lists themselves */
function holdObjects(...lists: readonly List[]): boolean {
  const items = lists.flat();
  const [first] = items;
  if (first === undefined) throw unknownError('no elements in any of the given slices');
  if (isJsonArray(first)) throw unprocessableEntity();
  if (items.some((item) => goTypeName(item) !== goTypeName(first))) {
    throw unknownError(`list element types are not identical: ${formatGoValue(lists)}`);
  }
  return isJsonObject(first);
}

/** What tells items apart: the value of the merge key, or the item itself. */
function identity(item: JsonValue, mergeKey: string | undefined): JsonValue | undefined {
  if (mergeKey === undefined || !isJsonObject(item)) return item;
  return memberOf(item, mergeKey);
}

function keyOfItem(item: JsonValue, mergeKey: string): JsonValue {
  if (!isJsonObject(item)) throw badArgument('map[string]interface {}', item);
  const key = memberOf(item, mergeKey);
  if (key === undefined) throw noMergeKey(item, mergeKey);
  return key;
}

/** Where the item with this key is, -1 where there is none. */
function findByKey(list: List, mergeKey: string, key: JsonValue): number {
  return list.findIndex((item) => isJsonObject(item) && memberOf(item, mergeKey) === key);
}

/** Drops repeated scalars; each gap is filled with the last of the list. */
function withoutDuplicates(list: List): JsonValue[] {
  const kept = list.slice();
  for (let i = 0; i < kept.length; i++) {
    for (let j = i + 1; j < kept.length; j++) {
      if (kept[i] !== kept[j]) continue;
      const last = kept.pop() as JsonValue;
      if (j < kept.length) kept[j--] = last;
    }
  }
  return kept;
}

/** Sorts by the places in `order`; items that it lacks move ahead, as Go's insertion sort moves them. */
function sortedLike(list: List, order: List, mergeKey: string | undefined): JsonValue[] {
  const places = new Map<JsonValue | undefined, number>();
  order.forEach((item, place) => {
    const key = identity(item, mergeKey);
    if (!places.has(key)) places.set(key, place);
  });
  const sorted = list.slice();
  const placeOf = (index: number): number => places.get(identity(sorted[index]!, mergeKey)) ?? -1;
  const isBefore = (a: number, b: number): boolean => {
    const [first, second] = [placeOf(a), placeOf(b)];
    return first < 0 || second < 0 || first < second;
  };
  for (let i = 1; i < sorted.length; i++) {
    for (let j = i; j > 0 && isBefore(j, j - 1); j--) {
      [sorted[j], sorted[j - 1]] = [sorted[j - 1]!, sorted[j]!];
    }
  }
  return sorted;
}

/** Weaves both lists into one: a live item goes first where the live order has both and says so, else the patch's item does. */
function woven(liveOnly: List, patched: List, liveOrder: List, mergeKey: string | undefined): JsonValue[] {
  const keys = liveOrder.map((item) => identity(item, mergeKey));
  const placeOf = (item: JsonValue): number => keys.indexOf(identity(item, mergeKey));
  const result: JsonValue[] = [];
  let [left, right] = [0, 0];
  while (left < liveOnly.length || right < patched.length) {
    const live = liveOnly[left];
    const patch = patched[right];
    if (patch === undefined) result.push(liveOnly[left++]!);
    else if (live === undefined) result.push(patched[right++]!);
    else {
      const [livePlace, patchPlace] = [placeOf(live), placeOf(patch)];
      if (livePlace >= 0 && patchPlace >= 0 && livePlace < patchPlace) result.push(liveOnly[left++]!);
      else result.push(patched[right++]!);
    }
  }
  return result;
}

/** The merged items in order: those of `order` as it has them, the others at their live places. */
export function inOrder(merged: List, order: List, liveOrder: List, mergeKey: string | undefined): JsonValue[] {
  if (mergeKey !== undefined) for (const item of [...merged, ...order, ...liveOrder]) keyOfItem(item, mergeKey);
  const ordered = new Set(order.map((item) => identity(item, mergeKey)));
  const isPatched = (item: JsonValue): boolean => ordered.has(identity(item, mergeKey));
  const patched = sortedLike(merged.filter(isPatched), order, mergeKey);
  const liveOnly = sortedLike(
    merged.filter((item) => !isPatched(item)),
    liveOrder,
    mergeKey,
  );
  return woven(liveOnly, patched, liveOrder, mergeKey);
}

/** Acts on the items that carry `$patch`: answers the live list without what they delete, and the items that are left to merge. */
function withoutDirectives(original: List, patch: List, mergeKey: string): { original: List; patch: List } {
  const items: JsonValue[] = [];
  let live = original;
  let replace = false;
  for (const item of patch as readonly JsonObject[]) {
    const directive = memberOf(item, DIRECTIVE);
    if (directive === undefined) items.push(item);
    else if (directive === 'delete') {
      const key = keyOfItem(item, mergeKey);
      live = live.filter((other) => memberOf(other as JsonObject, mergeKey) !== key);
    } else if (directive === 'replace') replace = true;
    else if (directive === 'merge') throw unknownError('merging lists cannot yet be specified in the patch');
    else throw unknownDirective(directive, item);
  }
  return replace ? { original: items, patch: [] } : { original: live, patch: items };
}

function mergeByKey(original: List, patch: List, mergeKey: string, mergeItems: MergeItems): JsonValue[] {
  const merged = original.slice();
  for (const item of patch as readonly JsonObject[]) {
    const index = findByKey(merged, mergeKey, keyOfItem(item, mergeKey));
    if (index < 0) merged.push(item);
    else merged[index] = mergeItems(merged[index] as JsonObject, item);
  }
  return merged;
}

/** Merges a list whose field has the patch strategy `merge`. */
export function mergeList(original: List, patch: List, { mergeKey, mergeItems }: ListMerge): List {
  if (original.length === 0 && patch.length === 0) return original;
  if (!holdObjects(original, patch)) {
    return inOrder(withoutDuplicates([...original, ...patch]), patch, original, mergeKey);
  }
  if (mergeKey === undefined) throw unknownError('cannot merge lists without merge key for struct');
  const plain = withoutDirectives(original, patch, mergeKey);
  const merged = mergeByKey(plain.original, plain.patch, mergeKey, mergeItems);
  return inOrder(merged, plain.patch, plain.original, mergeKey);
}

/** Removes scalars from a list: what `$deleteFromPrimitiveList/FIELD` asks for. */
export function deleteFromList(original: List, doomed: List): List {
  if (original.length === 0 && doomed.length === 0) return original;
  holdObjects(original, doomed);
  const gone = new Set(doomed);
  return original.filter((item) => !gone.has(item));
}

/** Whether a value is an item that only gives an instruction. */
export function isDirective(item: JsonValue): boolean {
  return isJsonObject(item) && memberOf(item, DIRECTIVE) !== undefined;
}

/**
 * Checks that the patch's items stand in `$setElementOrder`, in that order; deletions are not looked at.
 *
 * @throws StatusError where they don't
 */
export function checkOrder(patch: List, order: List, mergeKey: string | undefined): void {
  if (order.length === 0 || patch.length === 0) return;
  const items = mergeKey === undefined ? patch : patch.filter((item) => !isDeletion(item));
  let [next, place] = [0, 0];
  while (next < items.length && place < order.length) {
    const item = items[next]!;
    if (isDirective(item)) next++;
    else if (sameItem(item, order[place++]!, mergeKey)) next++;
  }
  if (next < items.length && place >= order.length) {
    throw unknownError(
      `The order in patch list:\n${formatGoValue(patch)}\n doesn't match $setElementOrder list:\n${formatGoValue(order)}\n`,
    );
  }
}

function isDeletion(item: JsonValue): boolean {
  if (!isJsonObject(item)) throw badArgument('map[string]interface {}', item);
  return memberOf(item, DIRECTIVE) === 'delete';
}

function sameItem(a: JsonValue, b: JsonValue, mergeKey: string | undefined): boolean {
  return mergeKey === undefined ? a === b : keyOfItem(a, mergeKey) === keyOfItem(b, mergeKey);
}
