/** JSON with the members of all its objects in order of name, so that values that say the same have the same text. */
import { compareText } from './go-text';
import { isJsonArray, isJsonObject, type JsonValue } from './object-meta';

/** `undefined` members count as absent. */
export function withSortedMembers(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(withSortedMembers);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, withSortedMembers(member)] as const],
  );
  return Object.fromEntries(members.sort(([a], [b]) => compareText(a, b)));
}
