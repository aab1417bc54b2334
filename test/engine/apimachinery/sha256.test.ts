/** Our SHA-256 against Node's. */
import { createHash } from 'node:crypto';
import { sha256Hex } from '../../../lib/engine/apimachinery/sha256';

describe('sha256Hex', () => {
  test.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 100_000])('agrees with Node for %d characters', (length) => {
    const text = 'häuser-für-alle'.repeat(Math.ceil(length / 10)).slice(0, length);
    expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
  });
});
