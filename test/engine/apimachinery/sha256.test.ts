/** Our SHA-256 against Node's. */
import { createHash, createHmac } from 'node:crypto';
import { hmacSha256, sha256Hex } from '../../../lib/engine/apimachinery/sha256';

describe('sha256Hex', () => {
  test.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 100_000])('agrees with Node for %d characters', (length) => {
    const text = 'häuser-für-alle'.repeat(Math.ceil(length / 10)).slice(0, length);
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });
});

describe('hmacSha256', () => {
  test.each([1, 32, 64])('agrees with Node for a key of %d bytes', (length) => {
    const key = Uint8Array.from({ length }, (_, index) => (index * 37) & 255);
    const theirs = createHmac('sha256', key).update('häuser').digest('hex');
    expect(Buffer.from(hmacSha256(key, 'häuser')).toString('hex')).toBe(theirs);
  });
});
