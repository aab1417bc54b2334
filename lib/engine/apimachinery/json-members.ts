/**
 * Reading and writing members of JSON objects under names that clients choose: what every JavaScript object inherits
 * (`constructor`, `__proto__`) is no member, and a member may have any name.
 */
import type { JsonObject, JsonValue } from './object-meta';

/** An object under construction, seen by nobody else yet. */
export type JsonObjectDraft = { [field: string]: JsonValue | undefined };

/** Whether the object has the member; one that is `undefined` counts as absent. */
export function hasMember(object: JsonObject, name: string): boolean {
  return Object.hasOwn(object, name) && object[name] !== undefined;
}

/** The member's value, undefined where the object has none of its own. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Sets a member of an object under construction. */
export function setMember(draft: JsonObjectDraft, name: string, value: JsonValue): void {
  if (name !== '__proto__') draft[name] = value;
  else Object.defineProperty(draft, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Names of the members, in the object's order. */
export function memberNames(object: JsonObject): string[] {
  return Object.keys(object).filter((name) => object[name] !== undefined);
}
