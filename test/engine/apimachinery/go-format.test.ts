import { formatGoValue, goTypeName } from '../../../lib/engine/apimachinery/go-format';

describe('formatGoValue', () => {
  test.each([
    [null, '<nil>'],
    ['text', 'text'],
    [5, '5'],
    [1.5e30, '1.5e+30'],
    [true, 'true'],
    [[1, 'a', [null]], '[1 a [<nil>]]'],
    [{ b: { c: 1 }, a: [], $patch: 'x' }, 'map[$patch:x a:[] b:map[c:1]]'],
  ])('%j', (value, text) => {
    expect(formatGoValue(value)).toBe(text);
  });
});

describe('goTypeName', () => {
  test.each([
    [null, '<nil>'],
    ['', 'string'],
    [1, 'int64'],
    [1.5, 'float64'],
    [false, 'bool'],
    [[], '[]interface {}'],
    [{}, 'map[string]interface {}'],
  ])('%j', (value, name) => {
    expect(goTypeName(value)).toBe(name);
  });
});
