/** The requirement table can fail: each row finds fault with upstream's render, or with a broken copy of it, and names the culprit. */
import { upstreamObjects } from '../parity/upstream';
import { type Manifest, ManifestSet } from './manifest-set';
import { requirements } from './table';

const ELSEWHERE = [47, 84];

describe('the requirement table', () => {
  test('has each of the 92 rows once, but for those that are tested elsewhere', () => {
    const all = Array.from({ length: 92 }, (_, i) => i + 1).filter((row) => !ELSEWHERE.includes(row));
    expect(requirements.map(({ row }) => row)).toEqual(all);
  });

  test('finds in upstream’s base render what the linters found there', () => {
    const set = new ManifestSet(upstreamObjects('base') as unknown as Manifest[]);
    const counts = new Map(requirements.map(({ row, check }) => [row, check(set).length]));
    const run = (rows: number[]): (number | undefined)[] => rows.map((row) => counts.get(row));
    expect(run([3, 4, 16, 14])).toEqual([13, 13, 12, 12]); // ids, fsGroupChangePolicy, SELinux
    expect(run([31, 34, 35, 36, 37])).toEqual([1, 1, 1, 1, 1]); // redis-cart's account; the init container's resources
    expect(run([43, 44, 48, 49, 51])).toEqual([12, 13, 1, 1, 2]);
    expect(run([57, 59, 64, 66, 67, 70, 75])).toEqual([35, 12, 12, 12, 12, 12, 1]);
  });
});
