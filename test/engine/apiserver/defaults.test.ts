import { completed, eachCompleted, filled, rewrite } from '../../../lib/engine/apiserver/defaults';

type Thing = { readonly name?: string; readonly size?: number; readonly inner?: { readonly mode?: string } };

describe('defaults', () => {
  test('what lacks nothing stays the same object', () => {
    const thing: Thing = Object.freeze({ name: 'a', inner: Object.freeze({ mode: 'x' }) });
    expect(filled(thing, { name: 'b' })).toBe(thing);
    expect(completed(thing, 'inner', (inner) => filled(inner, { mode: 'y' }))).toBe(thing);
    const list = [thing];
    expect(eachCompleted(list, (item) => filled(item, { name: 'b' }))).toBe(list);
  });

  test('absent, null and empty text are filled in, in a copy', () => {
    const thing = Object.freeze({ name: '', size: null as unknown as number });
    expect(filled<Thing>(thing, { name: 'a', size: 0 })).toEqual({ name: 'a', size: 0 });
    expect(thing).toEqual({ name: '', size: null });
  });

  test('an absent member stays absent', () => {
    expect(completed<Thing, 'inner'>({}, 'inner', () => ({ mode: 'x' }))).toEqual({});
  });

  test('a draft gets what is missing; a frozen one that is complete is left alone', () => {
    const draft: { name?: string } = {};
    rewrite(draft, (thing) => filled(thing, { name: 'a' }));
    expect(draft).toEqual({ name: 'a' });
    const frozen: Thing = Object.freeze({ name: 'b' });
    expect(() => rewrite(frozen, (thing) => filled(thing, { name: 'a' }))).not.toThrow();
  });
});
