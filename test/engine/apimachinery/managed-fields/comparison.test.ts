import { compareTyped } from '../../../../lib/engine/apimachinery/managed-fields/comparison';
import type { FieldSet } from '../../../../lib/engine/apimachinery/managed-fields/field-set';
import { describePath } from '../../../../lib/engine/apimachinery/managed-fields/path-element';
import type { JsonObject } from '../../../../lib/engine/apimachinery/object-meta';
import { thing } from './schema-for-tests';

const paths = (set: FieldSet): string[] => set.paths().map(describePath);
function compared(before: JsonObject, after: JsonObject): Record<string, string[]> {
  const { added, modified, removed } = compareTyped(before, after, thing);
  return { added: paths(added), modified: paths(modified), removed: paths(removed) };
}

describe('compareTyped', () => {
  test('tells added, changed and removed fields', () => {
    expect(compared({ size: 1, labels: { a: '1', b: '2' } }, { size: 2, labels: { a: '1', c: '3' } })).toEqual({
      added: ['.labels.c'],
      modified: ['.size'],
      removed: ['.labels.b'],
    });
  });

  test('a map that is new is added with its keys', () => {
    expect(compared({}, { labels: { a: '1' }, inner: {} }).added).toEqual(['.inner', '.labels', '.labels.a']);
  });

  test('keyed items are compared with their namesakes wherever they stand', () => {
    const before = { ports: [{ port: 80 }, { port: 81, name: 'x' }] };
    const after = { ports: [{ port: 81, name: 'y' }, { port: 80 }] };
    expect(compared(before, after)).toEqual({
      added: [],
      modified: ['.ports[port=81,protocol="TCP"].name'],
      removed: [],
    });
  });

  test('atomic lists and maps change as a whole', () => {
    expect(
      compared({ steps: ['a'], selector: { a: '1' } }, { steps: ['a', 'b'], selector: { a: '2' } }).modified,
    ).toEqual(['.selector', '.steps']);
  });

  test('null and empty are different values, and neither is the other', () => {
    expect(compared({ inner: null }, { inner: {} })).toEqual({ added: [], modified: ['.inner'], removed: [] });
    expect(compared({ tags: [] }, {}).removed).toEqual(['.tags']);
  });

  test('a free-form value that turns from a text into a map is changed, and what is in it added', () => {
    expect(compared({ free: { a: 'x' } }, { free: { a: { b: 1 } } })).toEqual({
      added: ['.free.a.b'],
      modified: ['.free.a'],
      removed: [],
    });
  });

  test('shared parts are not looked into, other duplicates of a keyed item are refused', () => {
    const twice = [{ port: 80 }, { port: 80 }];
    expect(compareTyped({ ports: twice, size: 1 }, { ports: twice }, thing).removed.paths()).toEqual([['f:size']]);
    expect(() => compareTyped({}, { ports: twice }, thing)).toThrow(
      '.ports: duplicate entries for key [port=80,protocol="TCP"]',
    );
  });
});
