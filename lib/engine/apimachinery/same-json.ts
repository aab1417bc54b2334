/** Whether two JSON values say the same; shared parts are not looked into, `undefined` members count as absent. */
import type { JsonObject, JsonValue } from './object-meta';

export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++)
      if (!sameJson(a[index] as JsonValue, b[index] as JsonValue)) return false;
    return true;
  }
  return sameMembers(a as JsonObject, b as JsonObject);
}

/** Whether two objects say the same in all their members but one. @param but a member that may differ @default none may */
export function sameMembers(a: JsonObject, b: JsonObject, but?: string): boolean {
  for (const key in a) if (key !== but && a[key] !== b[key] && !sameJson(a[key], b[key])) return false;
  for (const key in b) if (key !== but && b[key] !== undefined && a[key] === undefined) return false;
  return true;
}
