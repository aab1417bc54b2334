import { FieldManager } from '../../../../lib/engine/apimachinery/managed-fields/field-manager';
import { FieldSet } from '../../../../lib/engine/apimachinery/managed-fields/field-set';
import { pathOfFields } from '../../../../lib/engine/apimachinery/managed-fields/path-element';
import type { JsonObject, KubeObject, ManagedFieldsEntry } from '../../../../lib/engine/apimachinery/object-meta';
import type { ObjectSchema, Schema } from '../../../../lib/engine/apimachinery/schema/schema';
import { StatusError } from '../../../../lib/engine/apimachinery/status-error';
import { thing } from './schema-for-tests';

const schema: ObjectSchema = {
  ...thing,
  fields: new Map<string, Schema>([
    ['apiVersion', { type: 'string' }],
    ['kind', { type: 'string' }],
    ['metadata', { type: 'any' }],
    ['spec', thing],
    ['status', { type: 'map', values: { type: 'string' } }],
  ]),
};
const typed = (value: JsonObject) => ({ value, apiVersion: 'v1', schema });

function fieldManager(subresource = '', ignored = 'status'): FieldManager {
  return new FieldManager({
    group: '',
    version: 'v1',
    kind: 'Thing',
    apiVersion: 'v1',
    subresource,
    typed,
    convert: (object, apiVersion) => (apiVersion === 'v1' ? object : undefined),
    ignoredFields: () => FieldSet.of(pathOfFields(ignored)),
    emptyObject: { metadata: {}, spec: {} },
  });
}

const T1 = '2024-01-01T00:00:00Z';
const T2 = '2024-01-01T00:00:01Z';
const things = fieldManager();

function a(spec: JsonObject, more: JsonObject = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec, ...more } as unknown as KubeObject;
}
const apply = (live: KubeObject | undefined, spec: JsonObject, manager: string, force = false, time = T1): KubeObject =>
  things.apply(live, a(spec) as JsonObject, manager, force, time) as unknown as KubeObject;
const changed = (live: KubeObject, spec: JsonObject): KubeObject => ({ ...live, spec });
const owners = ({ metadata }: KubeObject): Record<string, JsonObject | undefined> =>
  Object.fromEntries(
    (metadata.managedFields ?? []).map((entry: ManagedFieldsEntry) => [
      `${entry.manager} ${entry.operation}`,
      entry.fieldsV1,
    ]),
  );

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}

describe('an update', () => {
  test('owns what it adds and changes, takes it from others, and removes what it removes from everybody', () => {
    const made = things.update(undefined, a({ size: 1, labels: { x: '1' } }), 'maker', T1);
    expect(owners(made)).toEqual({
      'maker Update': { 'f:spec': { 'f:labels': { '.': {}, 'f:x': {} }, 'f:size': {} } },
    });
    const edited = things.update(made, changed(made, { size: 2, labels: {} }), 'editor', T2);
    expect(owners(edited)).toEqual({
      'maker Update': { 'f:spec': { 'f:labels': {} } },
      'editor Update': { 'f:spec': { 'f:size': {} } },
    });
  });

  test('that changes nothing of its own keeps its entry, time and JSON included', () => {
    const made = things.update(undefined, a({ size: 1 }), 'maker', T1);
    const again = things.update(made, changed(made, { size: 1 }), 'maker', T2);
    expect(again.metadata.managedFields).toEqual(made.metadata.managedFields);
    expect(again.metadata.managedFields?.[0]?.fieldsV1).toBe(made.metadata.managedFields?.[0]?.fieldsV1);
  });

  test('never owns what the part it writes has no say in', () => {
    const made = things.update(undefined, a({ size: 1 }, { status: { ready: 'yes' } }), 'maker', T1);
    expect(owners(made)).toEqual({ 'maker Update': { 'f:spec': { 'f:size': {} } } });
    const status = fieldManager('status', 'spec').update(
      made,
      { ...made, status: { ready: 'no' } } as KubeObject,
      'maker',
      T2,
    );
    expect(status.metadata.managedFields?.map(({ subresource }) => subresource)).toEqual([undefined, 'status']);
  });

  test('with an empty entry forgets all owners, for good until somebody applies', () => {
    const made = things.update(undefined, a({ size: 1 }), 'maker', T1);
    const sent = { ...made, metadata: { ...made.metadata, managedFields: [{}] } };
    const reset = things.update(made, sent, 'maker', T2);
    expect(reset.metadata.managedFields).toBeUndefined();
    const later = things.update(reset, changed(reset, { size: 2 }), 'maker', T2);
    expect(later.metadata.managedFields).toBeUndefined();
    expect(Object.keys(owners(apply(later, { on: true }, 'one')))).toEqual(['one Apply', 'before-first-apply Update']);
  });

  test('with entries that nobody can read keeps the owners there were', () => {
    const made = things.update(undefined, a({ size: 1 }), 'maker', T1);
    const sent = { ...made, metadata: { ...made.metadata, managedFields: [{ manager: 'x' }] } };
    expect(owners(things.update(made, sent, 'x', T2))).toEqual(owners(made));
  });

  test('of an object with a duplicate key leaves it without owners', () => {
    const made = things.update(undefined, a({ ports: [{ port: 1 }, { port: 1 }] }), 'maker', T1);
    expect(made.metadata.managedFields).toBeUndefined();
  });

  test('of an eleventh manager puts the oldest two together', () => {
    let object = things.update(undefined, a({}), 'm', T1);
    const labels: Record<string, string> = {};
    for (let index = 0; index < 11; index++) {
      labels[`l${index}`] = 'x';
      const time = `2024-01-01T00:00:${String(index).padStart(2, '0')}Z`;
      const live = index === 0 ? undefined : object;
      object = things.update(live, changed(object, { labels: { ...labels } }), `m${index}`, time);
    }
    const entries = object.metadata.managedFields ?? [];
    expect(entries).toHaveLength(10);
    expect(entries[0]).toMatchObject({
      manager: 'ancient-changes',
      time: '2024-01-01T00:00:01Z',
      fieldsV1: { 'f:spec': { 'f:labels': { '.': {}, 'f:l0': {}, 'f:l1': {} } } },
    });
  });
});

describe('an apply', () => {
  test('removes what it applied before, applies no more and nobody else owns', () => {
    const one = apply(undefined, { size: 1, name: 'x', labels: { a: '1', b: '2' } }, 'one');
    const two = apply(one, { name: 'x' }, 'two');
    const less = apply(two, { labels: { a: '1' } }, 'one', false, T2);
    expect(less.spec).toEqual({ name: 'x', labels: { a: '1' } });
    expect(owners(less)).toEqual({
      'one Apply': { 'f:spec': { 'f:labels': { 'f:a': {} } } },
      'two Apply': { 'f:spec': { 'f:name': {} } },
    });
  });

  test('leaves a field that an update has set meanwhile', () => {
    const one = apply(undefined, { size: 1, tags: ['a'] }, 'one');
    const scaled = things.update(one, changed(one, { size: 5, tags: ['a', 'b'] }), 'scaler', T2);
    expect(apply(scaled, {}, 'one', false, T2).spec).toEqual({ size: 5, tags: ['b'] });
  });

  test('of the same gives the same entries', () => {
    const one = apply(undefined, { size: 1 }, 'one');
    expect(apply(one, { size: 1 }, 'one', false, T2)).toEqual(one);
  });

  test('that would change fields of others names all of them, in order of manager and path', () => {
    const one = apply(undefined, { size: 1, name: 'x' }, 'one');
    const both = things.update(one, changed(one, { ...(one.spec as JsonObject), on: true }), 'two', T2);
    expect(refusalOf(() => apply(both, { size: 2, name: 'y', on: false }, 'three'))).toBe(
      '409 Apply failed with 3 conflicts: conflicts with "one":\n- .spec.name\n- .spec.size\nconflicts with "two" using v1:\n- .spec.on',
    );
    expect(owners(apply(both, { size: 2, on: true }, 'three', true))).toEqual({
      'one Apply': { 'f:spec': { 'f:name': {} } },
      'three Apply': { 'f:spec': { 'f:on': {}, 'f:size': {} } },
      'two Update': { 'f:spec': { 'f:on': {} } },
    });
  });

  test('by kubectl takes over what its client-side annotation says, and keeps the annotation up to date', () => {
    const key = 'kubectl.kubernetes.io/last-applied-configuration';
    const annotation = JSON.stringify({ apiVersion: 'v1', kind: 'Thing', metadata: { name: 'a' }, spec: { size: 1 } });
    const meta = { metadata: { name: 'a', annotations: { [key]: annotation } } };
    const made = things.update(undefined, a({ size: 1, on: true }, meta), 'kubectl-client-side-apply', T1);
    expect(refusalOf(() => apply(made, { size: 2 }, 'other'))).toMatch('1 conflict');
    expect(refusalOf(() => apply(made, { size: 2, on: false }, 'kubectl'))).toMatch('.spec.on');
    const taken = apply(made, { size: 2 }, 'kubectl');
    expect(taken.metadata.annotations?.[key]).toBe(
      '{"apiVersion":"v1","kind":"Thing","metadata":{"name":"a"},"spec":{"size":2}}\n',
    );
  });

  test('of another kind, with owners or with wrong types is refused', () => {
    const run = (patch: JsonObject): string => refusalOf(() => things.apply(undefined, patch, 'one', false, T1));
    expect(run({ apiVersion: 'apps/v1', kind: 'Thing' })).toBe('400 invalid object type: apps/v1, Kind=Thing');
    expect(run({ ...a({}), metadata: { managedFields: [] } })).toBe('400 metadata.managedFields must be nil');
    expect(run(a({ size: 'x' }) as JsonObject)).toBe(
      '500 failed to create typed patch object (/a; /v1, Kind=Thing): .spec.size: expected numeric (int or float), got string',
    );
  });
});
