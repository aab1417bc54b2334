/**
 * A text that is the same for objects that set the same fields, so that what follows from their fields alone is worked out once for
 * thousands of them (the owners of Events).
 */
import type { JsonObject, JsonValue } from '../object-meta';

/** Undefined where there are lists: which fields those set depends on what their items say. */
export function objectShape(object: JsonObject): string | undefined {
  let shape = '';
  for (const name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const below = shapeOfValue(value);
    if (below === undefined) return undefined;
    shape += `${name.length}:${name}${below}`;
  }
  return shape;
}

/** Values are alike but for those that a field has before anybody sets it. */
function shapeOfValue(value: JsonValue): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' ? '"' : '.';
    case 'number':
      return value === 0 ? '0' : '.';
    case 'boolean':
      return value ? '.' : '!';
    default:
      break;
  }
  if (value === null) return '~';
  if (Array.isArray(value)) return undefined;
  const members = objectShape(value as JsonObject);
  return members === undefined ? undefined : `{${members}}`;
}
