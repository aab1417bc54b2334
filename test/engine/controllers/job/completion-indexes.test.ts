import { CompletionIndexes } from '../../../../lib/engine/controllers/job/completion-indexes';

describe('CompletionIndexes', () => {
  test.each([
    [[], ''],
    [[3], '3'],
    [[1, 2], '1,2'],
    [[0, 1, 2], '0-2'],
    [[0, 2, 3, 4, 7], '0,2-4,7'],
  ])('writes %j as "%s", and reads it back', (indexes, text) => {
    expect(CompletionIndexes.none.with(indexes).toString()).toBe(text);
    expect(CompletionIndexes.parse(text, 10).toString()).toBe(text);
  });

  test('joins what touches, in whatever order it comes', () => {
    const indexes = CompletionIndexes.parse('0,1,5-7', 10).with([4, 2, 6]);
    expect(indexes.toString()).toBe('0-2,4-7');
    expect(indexes.size).toBe(7);
    expect([3, 4].map((index) => indexes.has(index))).toEqual([false, true]);
  });

  test('leaves out what cannot be read and what is out of range', () => {
    expect(CompletionIndexes.parse('0,x,2-5,9', 4).toString()).toBe('0,2,3');
  });

  test('finds the first that are missing', () => {
    const indexes = CompletionIndexes.parse('1,3-4', 10);
    expect(indexes.firstMissing(3, 10)).toEqual([0, 2, 5]);
    expect(indexes.firstMissing(9, 6)).toEqual([0, 2, 5]);
    expect(CompletionIndexes.none.firstMissing(2, 5)).toEqual([0, 1]);
  });
});
