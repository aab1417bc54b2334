/**
 * JSON merge patch: null removes, objects merge, everything else replaces.
 *
 * Upstream: github.com/evanphx/json-patch v4.12.0 merge.go (RFC 7386)
 */
import { type JsonObjectDraft, memberNames, memberOf, setMember } from '../json-members';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { badRequest } from '../status-error';

/** What is new is taken without its nulls, those in lists of objects included; nulls that are list items stay. */
function withoutNulls(value: JsonValue): JsonValue {
  if (isJsonArray(value)) {
    const items = value.map(withoutNulls);
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  const pruned: JsonObjectDraft = {};
  let changed = false;
  for (const name of memberNames(value)) {
    const member = memberOf(value, name) ?? null;
    const kept = withoutNulls(member);
    changed ||= kept !== member || member === null;
    if (kept !== null) setMember(pruned, name, kept);
  }
  return changed ? pruned : value;
}

function mergeValues(current: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(current)) return withoutNulls(patch);
  return isJsonObject(patch) ? mergeObjects(current, patch) : patch;
}

function mergeObjects(current: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObjectDraft = { ...current };
  let changed = false;
  for (const name of memberNames(patch)) {
    const member = memberOf(patch, name) ?? null;
    const before = memberOf(current, name);
    if (member === null) {
      changed ||= before !== undefined;
      delete merged[name];
      continue;
    }
    const after = mergeValues(before, member);
    changed ||= after !== before;
    setMember(merged, name, after);
  }
  return changed ? merged : current;
}

/**
 * Merges the patch into the document; what it does not touch stays shared, and a patch that says nothing new gives the same object.
 *
 * @throws StatusError 400 where the patch is not a JSON object
 */
export function applyMergePatch(current: JsonObject, patch: JsonValue): JsonObject {
  if (!isJsonObject(patch)) throw badRequest('Invalid JSON Patch');
  return mergeObjects(current, patch);
}
