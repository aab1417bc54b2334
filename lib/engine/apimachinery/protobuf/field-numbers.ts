/**
 * The numbers that fields of the API types have in protobuf, by short name of their definition (`core.v1.PodSpec`).
 *
 * In the data an entry lists the fields in order of number, from 1 on: the name in JSON; nothing where a number is not used; and
 * `=core.v1.VolumeSource` for what Go embeds, whose fields stand beside the others in JSON.
 *
 * Upstream: staging/src/k8s.io/api/<group>/<version>/generated.proto
 */
import data from './data/field-numbers.json';

export type NumberedField =
  { readonly name: string; readonly embedded?: undefined } | { readonly embedded: string; readonly name?: undefined };

const entries: Readonly<Record<string, string>> = data;
const read = new Map<string, readonly (NumberedField | undefined)[]>();

/** The fields of a message at the index of their number; undefined for types that have no message. */
export function fieldsByNumber(definition: string): readonly (NumberedField | undefined)[] | undefined {
  let fields = read.get(definition);
  if (!fields && Object.hasOwn(entries, definition)) {
    fields = [undefined, ...(entries[definition] ?? '').split(',').map(fieldOf)];
    read.set(definition, fields);
  }
  return fields;
}

function fieldOf(text: string): NumberedField | undefined {
  if (text === '') return undefined;
  return text.startsWith('=') ? { embedded: text.slice(1) } : { name: text };
}
