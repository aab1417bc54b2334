/**
 * How Go encodes each field of the API types, and the notation in which `data/go-fields.json` writes it down.
 *
 * One text per definition, its fields in the order of Go's struct, separated by blanks: the JSON name, a colon, `?` when the tag says
 * `omitempty`, `*` when the field is a pointer, and a letter for the kind of the Go type (pointers and named types seen through):
 *
 *     replicas:?*v      a pointer to a number, left out when nil      resources:?o   a struct, which Go never leaves out
 *     finalizers:?s     a slice, left out when empty                  data:?m        a map
 *     request:b         bytes, always written                         cells:s        `i` would be an interface
 *
 * Upstream: staging/src/k8s.io/api, apimachinery/pkg/apis/meta/v1, apiextensions-apiserver, kube-aggregator (the Go types)
 */
import data from './data/go-fields.json';
import type { GoField, GoKind } from './schema';

const LETTERS: Readonly<Record<GoKind, string>> = {
  scalar: 'v',
  struct: 'o',
  map: 'm',
  slice: 's',
  bytes: 'b',
  interface: 'i',
};

const KINDS = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter, kind as GoKind]));

const file: Readonly<Record<string, string>> = data;

/** Writes fields in the notation of the data. */
export function formatGoFields(fields: readonly GoField[]): string {
  return fields
    .map(({ name, omitEmpty, pointer, kind }) => `${name}:${omitEmpty ? '?' : ''}${pointer ? '*' : ''}${LETTERS[kind]}`)
    .join(' ');
}

/**
 * Reads the notation of the data.
 *
 * @throws Error when a kind is unknown: the data and this reader are of different versions.
 */
export function parseGoFields(text: string): readonly GoField[] {
  if (text === '') return [];
  return text.split(' ').map((part) => {
    const colon = part.lastIndexOf(':');
    const kind = KINDS.get(part.slice(-1));
    if (!kind) throw new Error(`unknown kind of field in ${part}`);
    const marks = part.slice(colon + 1, -1);
    return { name: part.slice(0, colon), omitEmpty: marks.includes('?'), pointer: marks.includes('*'), kind };
  });
}

/**
 * The fields of the struct behind a definition such as `core.v1.PodSpec`, in Go's order.
 *
 * @throws Error when the data does not have the struct.
 */
export function goFieldsOf(definition: string): readonly GoField[] {
  const text = Object.hasOwn(file, definition) ? file[definition] : undefined;
  if (text === undefined) throw new Error(`the data of Go's fields does not have ${definition}`);
  return parseGoFields(text);
}
