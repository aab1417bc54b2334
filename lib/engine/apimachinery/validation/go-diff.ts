/**
 * How two values differ, in the manner of Go's cmp.Diff, which some refusals end with. For people to read: upstream promises nothing of
 * its form.
 *
 * Upstream: github.com/google/go-cmp (Diff)
 * Differs: members have the names of the API; lists are compared by position.
 */
import { isJsonArray, isJsonObject, type JsonValue } from '../object-meta';
import { sameJson } from '../same-json';

type Line = string;

/** Lines for `type{...}`: what only the old value has starts with `-`, what only the new one has with `+`. */
export function goDiff(type: string, old: JsonValue | undefined, value: JsonValue | undefined): string {
  return changed(type, old, value, '', 0).join('\n') + '\n';
}

function indented(mark: ' ' | '-' | '+', depth: number, text: string): Line {
  return `${mark} ${'\t'.repeat(depth)}${text}`;
}

function changed(
  type: string,
  old: JsonValue | undefined,
  value: JsonValue | undefined,
  label: string,
  depth: number,
): Line[] {
  const both = (isJsonObject(old) && isJsonObject(value)) || (isJsonArray(old) && isJsonArray(value));
  if (!both) {
    return [
      ...(old === undefined ? [] : [indented('-', depth, `${label}${shown(old)},`)]),
      ...(value === undefined ? [] : [indented('+', depth, `${label}${shown(value)},`)]),
    ];
  }
  const [before, after] = [members(old), members(value)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const differing = names.filter((name) => !sameJson(before.get(name), after.get(name)));
  const identical = names.length - differing.length;
  return [
    indented(' ', depth, `${label}${type}{`),
    ...differing.flatMap((name) =>
      changed('', before.get(name), after.get(name), isJsonArray(value) ? '' : `${name}: `, depth + 1),
    ),
    ...(identical > 0
      ? [indented(' ', depth + 1, `... // ${identical} identical ${identical === 1 ? 'field' : 'fields'}`)]
      : []),
    indented(' ', depth, depth === 0 ? '}' : '},'),
  ];
}

function members(value: JsonValue | undefined): ReadonlyMap<string, JsonValue | undefined> {
  return new Map(Object.entries(value as object));
}

function shown(value: JsonValue): string {
  return JSON.stringify(value);
}
