/**
 * One step from a value to a part of it, in its canonical text: `f:name` a field, `k:{"name":"a"}` the list item with that key,
 * `v:"a"` the item of a set, `i:0` the item at an index. Two steps are the same step when their texts are the same.
 *
 * Upstream: sigs.k8s.io/structured-merge-diff/v4/fieldpath/{element,serialize-pe}.go
 */
import { compareText, formatFloat, quote } from '../go-text';
import { memoized } from '../memoized';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../object-meta';
import { ParseError } from '../parse-error';

export type PathElement = string;

/** From the object itself to one of its parts; [] is the object. */
export type Path = readonly PathElement[];

const HTML = /[<>&\u2028\u2029]/g;
const RANKS: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

/** JSON as Go's encoders write it, safe to stand in HTML. */
export function goJson(value: JsonValue): string {
  return JSON.stringify(value).replace(HTML, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The field of this name. */
export const fieldElement: (name: string) => PathElement = memoized((name) => `f:${name}`);

/** The list item whose key fields have these values; the names may come in any order. */
export function keyElement(key: JsonObject): PathElement {
  const names = Object.keys(key).sort(compareText);
  return `k:{${names.map((name) => `${JSON.stringify(name)}:${goJson(key[name] ?? null)}`).join(',')}}`;
}

export function valueElement(value: JsonValue): PathElement {
  return `v:${goJson(value)}`;
}

/** The field that an `f:` element names; undefined for other elements. */
export function fieldNameOf(element: PathElement): string | undefined {
  return element.startsWith('f:') ? element.slice(2) : undefined;
}

/** The path of a field below fields, written with dots. */
export function pathOfFields(dotted: string): Path {
  return dotted.split('.').map(fieldElement);
}

function parsePart(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw new ParseError(`parsing key as path element: ${text} is not JSON`);
  }
}

/**
 * A step as somebody wrote it, in canonical form; undefined for kinds of steps that nobody knows, which count as not there.
 *
 * @throws ParseError when it is no step at all
 */
export function parsePathElement(text: string): PathElement | undefined {
  if (text.length < 2) throw new ParseError('parsing key as path element: key must be 2 characters long:');
  if (text[1] !== ':') throw new ParseError(`parsing key as path element: missing colon: ${text}`);
  const rest = text.slice(2);
  switch (text[0]) {
    case 'f':
      return text;
    case 'v':
      return valueElement(parsePart(rest));
    case 'k': {
      const key = parsePart(rest);
      if (!isJsonObject(key)) throw new ParseError(`parsing key as path element: ${rest} is no object`);
      return keyElement(key);
    }
    case 'i':
      if (!/^[+-]?\d+$/.test(rest)) throw new ParseError(`parsing key as path element: ${rest} is no number`);
      return `i:${Number(rest)}`;
    default:
      return undefined;
  }
}

function rankOfValue(value: JsonValue): number {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  if (typeof value === 'boolean') return 2;
  return value === null ? 5 : isJsonArray(value) ? 3 : 4;
}

function compareValues(a: JsonValue, b: JsonValue): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return rankOfValue(a) - rankOfValue(b) || compareText(JSON.stringify(a), JSON.stringify(b));
}

function compareKeys(a: JsonObject, b: JsonObject): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [x = '', y = ''] = [left[index], right[index]];
    const order = compareText(x, y) || compareValues(a[x] ?? null, b[y] ?? null);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The order in which field sets are written: fields, keyed items, items of sets, indexes; each in order of its value. */
export function comparePathElements(a: PathElement, b: PathElement): number {
  const kind = a.charAt(0);
  if (kind !== b.charAt(0)) return (RANKS[kind] ?? 4) - (RANKS[b.charAt(0)] ?? 4);
  if (kind === 'f') return compareText(a, b);
  const [left, right] = [JSON.parse(a.slice(2)) as JsonValue, JSON.parse(b.slice(2)) as JsonValue];
  return isJsonObject(left) && isJsonObject(right) && kind === 'k'
    ? compareKeys(left, right)
    : compareValues(left, right);
}

function describeValue(value: JsonValue): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return formatFloat(value);
  if (isJsonArray(value)) return `[${value.map(describeValue).join(',')}]`;
  if (!isJsonObject(value)) return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${name}=${describeValue(member ?? null)}`)
    .join('');
}

function describeElement(element: PathElement): string {
  if (element.startsWith('f:')) return `.${element.slice(2)}`;
  const value = JSON.parse(element.slice(2)) as JsonValue;
  if (!element.startsWith('k:'))
    return element.startsWith('v:') ? `[=${describeValue(value)}]` : `[${describeValue(value)}]`;
  const fields = Object.entries(value as JsonObject);
  return `[${fields.map(([name, member]) => `${name}=${describeValue(member ?? null)}`).join(',')}]`;
}

/** A path for people: `.spec.containers[name="a"].image`. */
export function describePath(path: Path): string {
  return path.map(describeElement).join('');
}
