import {
  corruptBase64At,
  decodeBase64,
  decodeBytes,
  encodeBase64,
  encodeBytes,
} from '../../../lib/engine/apimachinery/base64';

describe('base64', () => {
  test.each(['', 'a', 'ab', 'abc', 'grüße', '🙂'])('%j comes back as it was', (text) => {
    expect(encodeBase64(text)).toBe(Buffer.from(text).toString('base64'));
    expect(decodeBase64(encodeBase64(text))).toBe(text);
  });

  test('bytes that are no text come back too', () => {
    const bytes = [0, 255, 128, 7];
    expect([...decodeBytes(encodeBytes(bytes))]).toEqual(bytes);
  });

  test.each<[string, number | undefined]>([
    ['YQ==', undefined],
    ['Y\nQ==\n', undefined],
    ['YQ', 0],
    ['YWJjYQ', 4],
    ['not base64', 3],
    ['YQ_-', 2],
    ['Y===', 1],
    ['YQ=', 3],
    ['YQ=a', 2],
    ['YQ==YQ==', 4],
    ['YWI=x', 4],
  ])('%j is corrupt at %s, as Go counts', (text, at) => {
    expect(corruptBase64At(text)).toBe(at);
  });
});
