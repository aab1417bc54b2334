import { byteLength, compareText, formatFloat, quote } from '../../../lib/engine/apimachinery/go-text';

describe('go-text', () => {
  test.each([
    ['plain', '"plain"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['a\nb\t\x00\x7f', '"a\\nb\\t\\x00\\x7f"'],
    ['ä€😀', '"ä€😀"'],
    ['\u200b\u00a0', '"\\u200b\\u00a0"'],
  ])('quotes %j as Go does', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  test.each([
    [1, '1'],
    [-0.5, '-0.5'],
    [0.00001, '1e-05'],
    [1e21, '1e+21'],
    [1.5e300, '1.5e+300'],
    [123456789012345680000, '123456789012345680000'],
  ])('writes the float %d as Go does', (value, text) => {
    expect(formatFloat(value)).toBe(text);
  });

  test('counts the bytes of UTF-8', () => {
    for (const text of ['', 'abc', 'ä', '€', '😀', 'a😀ä€z']) expect(byteLength(text)).toBe(Buffer.byteLength(text));
  });

  test('orders texts by their bytes in UTF-8', () => {
    const texts = ['b', 'a', '\uffff', '😀', 'ab', '', 'ä', 'Z', '\ue000'];
    const byBytes = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...texts].sort(compareText)).toEqual(byBytes);
  });
});
