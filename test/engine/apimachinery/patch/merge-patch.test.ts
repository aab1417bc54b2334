import { type JsonObject, type JsonValue } from '../../../../lib/engine/apimachinery/object-meta';
import { applyMergePatch } from '../../../../lib/engine/apimachinery/patch/merge-patch';

describe('applyMergePatch', () => {
  // The examples of RFC 7386, appendix A, as far as both sides are objects.
  test.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j', (current, patch, expected) => {
    expect(applyMergePatch(current, patch)).toEqual(expected);
  });

  test('objects in a list that replaces nothing mergeable lose their nulls, items that are null stay', () => {
    expect(applyMergePatch({ a: [1] }, { a: [{ b: null, c: 1 }, null] })).toEqual({ a: [{ c: 1 }, null] });
    expect(applyMergePatch({ a: { x: 1 } }, { a: [{ b: null }] })).toEqual({ a: [{ b: null }] });
  });

  test('what is not touched stays shared, and nothing new gives the same object', () => {
    const current: JsonObject = { a: { b: 1 }, c: { d: { e: 1 } } };
    expect(applyMergePatch(current, { c: { d: { e: 1 } } })).toBe(current);
    expect(applyMergePatch(current, { none: null })).toBe(current);
    expect(applyMergePatch(current, {})).toBe(current);
    expect(applyMergePatch(current, { c: { d: { e: 2 } } }).a).toBe(current.a);
  });

  test.each<JsonValue>([null, 'text', 1, ['a']])('%j is no merge patch', (patch) => {
    expect(() => applyMergePatch({}, patch)).toThrow('Invalid JSON Patch');
  });

  test('a member may be called __proto__', () => {
    const patch = JSON.parse('{"a":{"__proto__":{"b":"c"}}}') as JsonObject;
    expect(JSON.stringify(applyMergePatch({ a: {} }, patch))).toBe('{"a":{"__proto__":{"b":"c"}}}');
  });
});
