/** A small type with every way of owning: granular and atomic maps and lists, sets, keyed lists, free-form values. */
import type { ListSchema, ObjectSchema, Schema } from '../../../../lib/engine/apimachinery/schema/schema';

const text: Schema = { type: 'string' };
const list = (listType: ListSchema['listType'], items: Schema, mapKeys: readonly string[] = []): ListSchema => ({
  type: 'list',
  items,
  listType,
  mapKeys,
  patchStrategy: 'replace',
});
const struct = (fields: Readonly<Record<string, Schema>>, atomic = false): ObjectSchema => ({
  type: 'object',
  goType: '',
  fields: new Map(Object.entries(fields)),
  required: [],
  atomic,
});

export const port = struct({ port: { type: 'int32' }, protocol: { type: 'string', default: 'TCP' }, name: text });

export const thing = struct({
  name: text,
  size: { type: 'int32' },
  on: { type: 'boolean' },
  labels: { type: 'map', values: text },
  selector: { type: 'map', values: text, atomic: true },
  reference: struct({ kind: text, name: text }, true),
  inner: struct({ a: text, b: text }),
  tags: list('set', text),
  ports: list('map', port, ['port', 'protocol']),
  steps: list('atomic', text),
  free: { type: 'any' },
  raw: { type: 'any', atomic: true },
});
