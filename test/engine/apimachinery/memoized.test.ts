import { memoized } from '../../../lib/engine/apimachinery/memoized';

describe('memoized', () => {
  test('works out the answer to a text once', () => {
    const asked: string[] = [];
    const length = memoized((text) => asked.push(text) && text.length);
    expect([length('a'), length('bb'), length('a')]).toEqual([1, 2, 1]);
    expect(asked).toEqual(['a', 'bb']);
  });

  test('remembers that there is no answer, and not what throws', () => {
    const asked: string[] = [];
    const found = memoized((text): string | undefined => {
      asked.push(text);
      if (text === 'bad') throw new Error('bad');
      return undefined;
    });
    expect([found('a'), found('a')]).toEqual([undefined, undefined]);
    expect(() => found('bad')).toThrow('bad');
    expect(() => found('bad')).toThrow('bad');
    expect(asked).toEqual(['a', 'bad', 'bad']);
  });

  test('forgets all when it is full, and answers as before', () => {
    const asked: string[] = [];
    const same = memoized((text) => {
      asked.push(text);
      return text;
    }, 2);
    for (const text of ['a', 'b', 'c', 'c', 'a']) expect(same(text)).toBe(text);
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });
});
