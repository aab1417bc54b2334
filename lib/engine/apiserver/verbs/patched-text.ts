/**
 * A patched object as a refusal of it shows it: what the patch has touched with its members in order, the rest as the server writes it.
 *
 * Upstream: github.com/evanphx/json-patch v4.12.0 (lazy nodes keep the text of what is not looked into)
 */
import { compareText } from '../../apimachinery/go-text';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../apimachinery/object-meta';
import type { Schema } from '../../apimachinery/schema/schema';

/** `current` is what was patched; untouched parts are the same references in both. */
export function patchedText(patched: JsonValue, current: JsonValue, schema: Schema | undefined): string {
  return JSON.stringify(shown(patched, current, schema));
}

function shown(patched: JsonValue, current: JsonValue | undefined, schema: Schema | undefined): JsonValue {
  if (patched === current) return asWritten(patched, schema);
  if (isJsonArray(patched))
    return isJsonArray(current)
      ? patched.map((item, index) => shown(item, current[index], schema?.type === 'list' ? schema.items : undefined))
      : patched;
  if (!isJsonObject(patched) || !isJsonObject(current)) return patched;
  const members = membersOf(patched).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(
    members.map(([name, member]) => [name, shown(member, current[name], memberSchema(schema, name))]),
  );
}

/** In the order of Go's fields. */
function asWritten(value: JsonValue, schema: Schema | undefined): JsonValue {
  if (isJsonArray(value))
    return value.map((item) => asWritten(item, schema?.type === 'list' ? schema.items : undefined));
  if (!isJsonObject(value)) return value;
  const order = schema?.type === 'object' ? (schema.goFields?.map(({ name }) => name) ?? []) : [];
  const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const members = membersOf(value).sort(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries(members.map(([name, member]) => [name, asWritten(member, memberSchema(schema, name))]));
}

function memberSchema(schema: Schema | undefined, name: string): Schema | undefined {
  if (schema?.type === 'object') return schema.fields.get(name);
  return schema?.type === 'map' ? schema.values : undefined;
}

function membersOf(value: JsonObject): [string, JsonValue][] {
  return Object.entries(value).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
}
