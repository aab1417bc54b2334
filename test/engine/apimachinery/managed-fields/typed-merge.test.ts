import { mergeTyped } from '../../../../lib/engine/apimachinery/managed-fields/typed-merge';
import type { JsonObject } from '../../../../lib/engine/apimachinery/object-meta';
import { thing } from './schema-for-tests';

const merged = (live: JsonObject, applied: JsonObject): JsonObject => mergeTyped(live, applied, thing);
const tags = (live: string, applied: string): string =>
  (merged({ tags: live.split(' ') }, { tags: applied.split(' ') }).tags as string[]).join(' ');

describe('mergeTyped', () => {
  test('what is applied wins, what is not applied stays and is shared', () => {
    const live = { size: 1, labels: { a: '1', b: '2' }, inner: { a: 'x' } };
    const result = merged(live, { size: 2, labels: { a: '3' } });
    expect(result).toEqual({ size: 2, labels: { a: '3', b: '2' }, inner: { a: 'x' } });
    expect(result.inner).toBe(live.inner);
  });

  test('atomic maps and lists are replaced, null is a value', () => {
    const live = { selector: { a: '1' }, steps: ['a'], inner: { a: 'x' }, size: 1 };
    expect(merged(live, { selector: { b: '2' }, steps: ['b'], size: null })).toEqual({
      selector: { b: '2' },
      steps: ['b'],
      inner: { a: 'x' },
      size: null,
    });
  });

  test('keyed items are merged with their namesakes', () => {
    expect(
      merged({ ports: [{ port: 80, name: 'http' }] }, { ports: [{ port: 80, protocol: 'TCP' }, { port: 81 }] }),
    ).toEqual({
      ports: [{ port: 80, name: 'http', protocol: 'TCP' }, { port: 81 }],
    });
  });

  test.each([
    ['a b c', 'c a', 'b c a'],
    ['a b c', 'b', 'a b c'],
    ['a b', 'x b', 'a x b'],
    ['a b', 'b a', 'b a'],
    ['a b c d', 'd x a', 'b c d x a'],
    ['a', 'x y', 'a x y'],
  ])(
    'live %s with applied %s is %s: the applied order holds, other items keep their place',
    (live, applied, expected) => {
      expect(tags(live, applied)).toBe(expected);
    },
  );
});
