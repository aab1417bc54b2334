import { LeastRecentlyUsed } from '../../../lib/engine/client/least-recently-used';

describe('LeastRecentlyUsed', () => {
  test('what was not used for longest goes first, and somebody is told', () => {
    const forgotten: string[] = [];
    const map = new LeastRecentlyUsed<string>(2, (value) => forgotten.push(value));
    map.set('a', 'A');
    map.set('b', 'B');
    map.get('a');
    map.set('c', 'C');
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual(['A', undefined, 'C']);
    expect(forgotten).toEqual(['B']);
    expect([...map.values()]).toEqual(['A', 'C']);
  });

  test('what takes the place of something else is in its place', () => {
    const forgotten: string[] = [];
    const map = new LeastRecentlyUsed<string>(2, (value) => forgotten.push(value));
    map.set('a', 'old');
    map.set('a', 'new');
    map.delete('b');
    expect([map.get('a'), forgotten]).toEqual(['new', ['old']]);
    map.delete('a');
    expect(map.get('a')).toBeUndefined();
  });
});
