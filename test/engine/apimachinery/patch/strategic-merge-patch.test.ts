import { type JsonObject, type JsonValue } from '../../../../lib/engine/apimachinery/object-meta';
import { applyStrategicMergePatch } from '../../../../lib/engine/apimachinery/patch/strategic-merge-patch';
import { builtinSchemas } from '../../../../lib/engine/apimachinery/schema/builtin-schemas';
import { type ObjectSchema } from '../../../../lib/engine/apimachinery/schema/schema';
import { StatusError } from '../../../../lib/engine/apimachinery/status-error';

function schemaOf(group: string, version: string, kind: string): ObjectSchema {
  const schema = builtinSchemas().schemaOf({ group, version, kind });
  if (!schema) throw new Error(`no schema of ${kind}`);
  return schema;
}

const pod = schemaOf('', 'v1', 'Pod');
const deployment = schemaOf('apps', 'v1', 'Deployment');

const patchPodSpec = (spec: JsonObject, patch: JsonObject): JsonValue =>
  applyStrategicMergePatch({ spec }, { spec: patch }, pod).spec ?? null;

const patchFinalizers = (finalizers: JsonValue, patch: JsonObject): JsonValue =>
  (applyStrategicMergePatch({ metadata: { finalizers } }, { metadata: patch }, pod).metadata as JsonObject)
    .finalizers ?? null;

function refusal(current: JsonObject, patch: JsonObject): [number, string] {
  try {
    applyStrategicMergePatch(current, patch, pod);
  } catch (error) {
    if (error instanceof StatusError) return [error.code, error.message];
    throw error;
  }
  throw new Error('the patch was taken');
}

const containers = [
  {
    name: 'main',
    image: 'web:1',
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
    args: ['a', 'b'],
  },
  { name: 'side', image: 'log:1' },
];

describe('applyStrategicMergePatch', () => {
  test('objects merge, null removes, scalars and plain lists replace', () => {
    const current = { metadata: { labels: { a: '1', b: '2' } }, spec: { nodeName: 'x', tolerations: [{ key: 'a' }] } };
    const patch = { metadata: { labels: { b: null, c: '3' } }, spec: { tolerations: [{ key: 'c' }] } };
    expect(applyStrategicMergePatch(current, patch, pod)).toEqual({
      metadata: { labels: { a: '1', c: '3' } },
      spec: { nodeName: 'x', tolerations: [{ key: 'c' }] },
    });
  });

  test('lists with a merge key merge by it, items that are new go last', () => {
    const merged = patchPodSpec(
      { containers },
      {
        containers: [
          { name: 'side', image: 'log:2' },
          { name: 'third', image: 'x:1' },
        ],
      },
    );
    expect(merged).toEqual({
      containers: [containers[0], { name: 'side', image: 'log:2' }, { name: 'third', image: 'x:1' }],
    });
  });

  test('nested lists merge by their own key and replace where they have none', () => {
    const merged = patchPodSpec(
      { containers },
      {
        containers: [
          {
            name: 'main',
            env: [
              { name: 'B', value: '20' },
              { name: 'C', value: '3' },
            ],
            args: ['only'],
          },
        ],
      },
    ) as { containers: JsonValue[] };
    expect(merged.containers[0]).toEqual({
      name: 'main',
      image: 'web:1',
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '20' },
        { name: 'C', value: '3' },
      ],
      args: ['only'],
    });
  });

  test('$patch: delete removes an item, $patch: replace takes the list or the object as it is', () => {
    expect(patchPodSpec({ containers }, { containers: [{ name: 'side', $patch: 'delete' }] })).toEqual({
      containers: [containers[0]],
    });
    const replaced = { containers: [{ $patch: 'replace' }, { name: 'new', image: 'n:1' }] };
    expect(patchPodSpec({ containers }, replaced)).toEqual({ containers: [{ name: 'new', image: 'n:1' }] });
    expect(patchPodSpec({ containers }, { containers: [{ $patch: 'replace' }] })).toEqual({ containers: [] });
    const labels = (patch: JsonObject): JsonValue | undefined =>
      (
        applyStrategicMergePatch({ metadata: { labels: { a: '1' } } }, { metadata: { labels: patch } }, pod)
          .metadata as JsonObject
      )['labels'];
    expect(labels({ $patch: 'replace', c: '3' })).toEqual({ c: '3' });
    expect(labels({ $patch: 'delete' })).toEqual({});
  });

  test('instructions and nulls in what is new are not stored', () => {
    const patch = {
      containers: [
        { name: 'a', $patch: 'delete' },
        { name: 'b', env: null, args: [null, 'x'] },
      ],
      securityContext: { $patch: 'delete' },
      affinity: { nodeAffinity: null },
    };
    expect(patchPodSpec({}, patch)).toEqual({ containers: [{ name: 'b', args: [null, 'x'] }], affinity: {} });
  });

  test('$setElementOrder orders the list, with and without items to merge', () => {
    const patch = {
      '$setElementOrder/containers': [{ name: 'new' }, { name: 'side' }, { name: 'main' }],
      containers: [{ name: 'new', image: 'n:1' }],
    };
    expect(patchPodSpec({ containers }, patch)).toEqual({
      containers: [{ name: 'new', image: 'n:1' }, containers[1], containers[0]],
    });
    const { '$setElementOrder/containers': order } = patch;
    expect(patchPodSpec({ containers }, { '$setElementOrder/containers': order })).toEqual({
      containers: [containers[1], containers[0]],
    });
    expect(patchPodSpec({}, patch)).toEqual({ containers: [{ name: 'new', image: 'n:1' }] });
    expect(patchPodSpec({}, { '$setElementOrder/containers': order })).toEqual({});
  });

  test('lists of scalars merge as sets: what is new goes first', () => {
    expect(patchFinalizers(['a', 'b'], { finalizers: ['c', 'a'] })).toEqual(['c', 'a', 'b']);
    expect(patchFinalizers(['a', 'b'], { '$deleteFromPrimitiveList/finalizers': ['b', 'z'] })).toEqual(['a']);
    expect(patchFinalizers(['a', 'c'], { '$setElementOrder/finalizers': ['c', 'a'] })).toEqual(['c', 'a']);
    const both = {
      '$deleteFromPrimitiveList/finalizers': ['a'],
      '$setElementOrder/finalizers': ['n', 'b'],
      finalizers: ['n'],
    };
    expect(patchFinalizers(['a', 'b'], both)).toEqual(['n', 'b']);
  });

  test('owner references merge by uid, the new one first', () => {
    const merged = applyStrategicMergePatch(
      { metadata: { ownerReferences: [{ uid: '1', name: 'o1' }] } },
      { metadata: { ownerReferences: [{ uid: '2', name: 'o2' }] } },
      pod,
    );
    expect(merged).toEqual({
      metadata: {
        ownerReferences: [
          { uid: '2', name: 'o2' },
          { uid: '1', name: 'o1' },
        ],
      },
    });
  });

  test('$retainKeys clears what it does not name', () => {
    const current = { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } };
    expect(applyStrategicMergePatch(current, patch, deployment)).toEqual({ spec: { strategy: { type: 'Recreate' } } });
  });

  test.each<[string, JsonObject, JsonObject, number, string]>([
    [
      'an unknown $patch in a list',
      { spec: { containers } },
      { spec: { containers: [{ name: 'main', $patch: 'explode' }] } },
      500,
      'unknown patch type: explode in map: map[$patch:explode name:main]',
    ],
    [
      'an unknown $patch in an object',
      { spec: {} },
      { spec: { $patch: 'merge', replicas: 5 } },
      500,
      'unknown patch type: merge in map: map[$patch:merge replicas:5]',
    ],
    [
      'an item without its merge key',
      { spec: { containers } },
      { spec: { containers: [{ image: 'x' }] } },
      500,
      'map: map[image:x] does not contain declared merge key: name',
    ],
    [
      'an order that does not name what is patched',
      { spec: { containers } },
      { spec: { '$setElementOrder/containers': [{ name: 'main' }], containers: [{ name: 'side', image: 'z:1' }] } },
      500,
      "The order in patch list:\n[map[image:z:1 name:side]]\n doesn't match $setElementOrder list:\n[map[name:main]]\n",
    ],
    [
      'an order that is no list',
      { spec: { containers } },
      { spec: { '$setElementOrder/containers': 'main' } },
      500,
      'expected a []interface {}, but received a string',
    ],
    [
      'items of different types',
      { spec: { containers } },
      { spec: { containers: ['main'] } },
      500,
      `list element types are not identical: [[map[args:[a b] env:[map[name:A value:1] map[name:B value:2]] image:web:1 name:main] map[image:log:1 name:side]] [main]]`,
    ],
    [
      'keys set beside $retainKeys',
      { spec: { volumes: [] } },
      { spec: { $retainKeys: ['a'], nodeName: 'x' } },
      400,
      'invalid patch format of retainKeys',
    ],
    ['$retainKeys that is no list', {}, { $retainKeys: 'a' }, 400, 'invalid patch format of retainKeys'],
    [
      'an instruction without field',
      { metadata: {} },
      { metadata: { '$deleteFromPrimitiveList.finalizers': ['a'] } },
      400,
      'invalid patch format of primitive list',
    ],
    [
      'merging what is no struct',
      { metadata: { annotations: { a: { b: '1' } } } },
      { metadata: { annotations: { a: { b: '2' } } } },
      500,
      'merging an object in json but data type is not struct, instead is: map',
    ],
    [
      'merging a field that the struct lacks',
      { spec: { none: { a: '1' } } },
      { spec: { none: { a: '2' } } },
      500,
      'unable to find api field in struct PodSpec for the json field "none"',
    ],
  ])('%s is refused', (_what, current, patch, code, message) => {
    expect(refusal(current, patch)).toEqual([code, message]);
  });

  test('lists in a list that merges answer 422, kinds without schema 400', () => {
    expect(refusal({ metadata: { finalizers: ['a'] } }, { metadata: { finalizers: [['b']] } })[0]).toBe(500);
    expect(refusal({ metadata: { finalizers: [] } }, { metadata: { finalizers: [['b']] } })[0]).toBe(422);
    expect(() => applyStrategicMergePatch({}, { a: 1 }, undefined)).toThrow(
      'strategic merge patch format is not supported',
    );
  });

  test('what is not touched stays shared, and nothing new gives the same object', () => {
    const current: JsonObject = { metadata: { labels: { a: '1' } }, spec: { containers } };
    expect(applyStrategicMergePatch(current, { metadata: { labels: { a: '1', none: null } } }, pod)).toBe(current);
    const patched = applyStrategicMergePatch(
      current,
      { spec: { containers: [{ name: 'side', image: 'log:2' }] } },
      pod,
    );
    expect(patched.metadata).toBe(current.metadata);
    expect((patched.spec as { containers: JsonValue[] }).containers[0]).toBe(containers[0]);
    expect(containers[1]).toEqual({ name: 'side', image: 'log:1' });
  });
});
