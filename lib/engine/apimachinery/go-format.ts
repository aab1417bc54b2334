/**
 * JSON values as Go's `%v` writes them, and the names of their Go types, for messages that show a decoded value as it is.
 *
 * Upstream: Go's fmt package, as staging/src/k8s.io/apimachinery/pkg/util/mergepatch/errors.go uses it
 */
import { compareText, formatFloat } from './go-text';
import { type JsonValue, isJsonArray } from './object-meta';

/** Go's `%v` of a decoded JSON value: `map[a:1 b:[x y]]`. */
export function formatGoValue(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return formatFloat(value);
  if (typeof value !== 'object') return String(value);
  if (isJsonArray(value)) return `[${value.map(formatGoValue).join(' ')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, member]) => `${name}:${formatGoValue(member)}`);
  return `map[${members.join(' ')}]`;
}

/** Go's `%T` of a decoded JSON value: `map[string]interface {}`, `int64`, `<nil>`. */
export function goTypeName(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return isJsonArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** What Go's JSON decoder calls a value that it cannot put where it should go: `array`, `bool`, `number`, `object`, `string`. */
export function goTypeWord(value: JsonValue): string {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
