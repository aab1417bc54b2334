import { md5Hex } from '../../../lib/engine/apimachinery/md5';

describe('md5Hex', () => {
  // RFC 1321, A.5
  test.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('of %j', (text, hash) => {
    expect(md5Hex(text)).toBe(hash);
  });
});
