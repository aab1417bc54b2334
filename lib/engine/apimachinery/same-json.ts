/** Whether two JSON values say the same; shared parts are not looked into, `undefined` members count as absent. */
import type { JsonValue } from './object-meta';

export function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++)
      if (!sameJson(a[index] as JsonValue, b[index] as JsonValue)) return false;
    return true;
  }
  const left = a as { readonly [field: string]: JsonValue | undefined };
  const right = b as { readonly [field: string]: JsonValue | undefined };
  for (const key in left) if (left[key] !== right[key] && !sameJson(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
