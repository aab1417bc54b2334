import { type JsonValue } from '../../../../lib/engine/apimachinery/object-meta';
import { applyJsonPatch, MAX_JSON_PATCH_OPERATIONS } from '../../../../lib/engine/apimachinery/patch/json-patch';
import { StatusError } from '../../../../lib/engine/apimachinery/status-error';

const document: JsonValue = { data: { x: '1', y: '2' }, list: ['a', 'b', 'c'], nothing: null, 'a/b': { '~': 1 } };

function refusal(operations: JsonValue): StatusError {
  try {
    applyJsonPatch(document, operations);
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  throw new Error('the patch was taken');
}

describe('applyJsonPatch', () => {
  test.each<[string, JsonValue[], JsonValue]>([
    [
      'adds, replaces, copies, moves and removes',
      [
        { op: 'add', path: '/data/z', value: '3' },
        { op: 'replace', path: '/data/x', value: '10' },
        { op: 'copy', from: '/data/x', path: '/data/c' },
        { op: 'move', from: '/data/y', path: '/data/m' },
        { op: 'remove', path: '/data/z' },
      ],
      { ...document, data: { x: '10', c: '10', m: '2' } },
    ],
    [
      'inserts before an item, appends and counts from the end',
      [
        { op: 'add', path: '/list/1', value: 'x' },
        { op: 'add', path: '/list/-', value: 'y' },
        { op: 'replace', path: '/list/-2', value: 'z' },
        { op: 'remove', path: '/list/0' },
      ],
      { ...document, list: ['x', 'b', 'z', 'y'] },
    ],
    [
      'inserts at the end under a negative index',
      [{ op: 'add', path: '/list/-1', value: 'x' }],
      { ...document, list: ['a', 'b', 'c', 'x'] },
    ],
    [
      'replaces a missing member',
      [{ op: 'replace', path: '/data/none', value: '1' }],
      { ...document, data: { x: '1', y: '2', none: '1' } },
    ],
    [
      'copies a missing member as null',
      [{ op: 'copy', from: '/data/none', path: '/data/n' }],
      { ...document, data: { x: '1', y: '2', n: null } },
    ],
    [
      'adds null where the operation has no value',
      [{ op: 'add', path: '/data/n' }],
      { ...document, data: { x: '1', y: '2', n: null } },
    ],
    ['takes a missing member for null in a test', [{ op: 'test', path: '/data/none', value: null }], document],
    ['compares objects member by member', [{ op: 'test', path: '/data', value: { y: '2', x: '1' } }], document],
    ['reads ~0 and ~1 in a path', [{ op: 'replace', path: '/a~1b/~0', value: 2 }], { ...document, 'a/b': { '~': 2 } }],
    [
      'does not look at what stands before the first slash',
      [{ op: 'add', path: 'x/new', value: 1 }],
      { ...document, new: 1 },
    ],
    ['replaces the whole document', [{ op: 'replace', path: '', value: { a: 1 } }], { a: 1 }],
    ['passes over a scalar as the whole document', [{ op: 'replace', path: '', value: 1 }], document],
    ['tests the whole document', [{ op: 'test', path: '', value: document }], document],
  ])('%s', (_what, operations, expected) => {
    expect(applyJsonPatch(document, operations)).toEqual(expected);
  });

  test.each<[string, JsonValue]>([
    ['an unknown operation', { op: 'increment', path: '/data/x' }],
    ['an operation without name', { path: '/data/x' }],
    ['an operation that is no object', 1],
    ['removing a missing member', { op: 'remove', path: '/data/none' }],
    ['removing a missing item', { op: 'remove', path: '/list/3' }],
    ['removing without a path', { op: 'remove' }],
    ['removing the whole document', { op: 'remove', path: '' }],
    ['adding below what is missing', { op: 'add', path: '/metadata/labels/x', value: '1' }],
    ['adding below null', { op: 'add', path: '/nothing/x', value: '1' }],
    ['adding below a text', { op: 'add', path: '/data/x/y', value: '1' }],
    ['adding past the end', { op: 'add', path: '/list/4', value: '1' }],
    ['adding at no index', { op: 'add', path: '/list/one', value: '1' }],
    ['replacing past the end', { op: 'replace', path: '/list/3', value: '1' }],
    ['moving a missing member', { op: 'move', from: '/data/none', path: '/data/b' }],
    ['a failing test', { op: 'test', path: '/data/x', value: '2' }],
    ['a test without value', { op: 'test', path: '/data/x' }],
    ['a member that objects inherit', { op: 'remove', path: '/data/constructor' }],
  ])('%s is refused without a reason', (_what, operation) => {
    const { status } = refusal([operation]);
    expect(status).toMatchObject({
      code: 422,
      reason: 'Invalid',
      details: {},
      message: 'the server rejected our request due to an error in our request',
    });
  });

  test('an operation that fails undoes those before it', () => {
    const before = structuredClone(document);
    refusal([
      { op: 'remove', path: '/data/x' },
      { op: 'remove', path: '/list/0' },
      { op: 'remove', path: '/none' },
    ]);
    expect(document).toEqual(before);
  });

  test('what is not touched stays shared, and a copy is independent of its source', () => {
    const patched = applyJsonPatch(document, [
      { op: 'copy', from: '/data', path: '/twin' },
      { op: 'add', path: '/twin/z', value: 'z' },
    ]) as Record<string, JsonValue>;
    expect(patched.list).toBe((document as Record<string, JsonValue>).list);
    expect(patched.data).toEqual({ x: '1', y: '2' });
    expect(patched.twin).toEqual({ x: '1', y: '2', z: 'z' });
  });

  test('too many operations, too much copying and no list are refused', () => {
    const many = Array.from({ length: MAX_JSON_PATCH_OPERATIONS + 1 }, () => ({
      op: 'test',
      path: '/data/x',
      value: '1',
    }));
    expect(refusal(many)).toMatchObject({
      code: 413,
      message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    });
    const doubling = Array.from({ length: 40 }, () => ({ op: 'copy', from: '', path: '/a' }));
    expect(refusal(doubling).code).toBe(422);
    const growing = Array.from({ length: 40 }, (_, round) => ({ op: 'copy', from: '/data', path: `/data/${round}` }));
    expect(refusal(growing).code).toBe(422);
    expect(refusal({ op: 'add' }).code).toBe(400);
  });

  test('as many operations as are allowed work on one copy of a large object', () => {
    const operations = Array.from({ length: MAX_JSON_PATCH_OPERATIONS }, (_, index) => ({
      op: 'add',
      path: `/data/k${index}`,
      value: 'v',
    }));
    const patched = applyJsonPatch(document, operations) as { data: JsonValue };
    expect(Object.keys(patched.data as object)).toHaveLength(MAX_JSON_PATCH_OPERATIONS + 2);
  });
});
