/** Findings that are accepted with a reason (accepted.json; docs/linters.md tells them). A reason that accepts nothing is a failure. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ManifestSet } from './manifest-set';
import { requirements } from './table';

interface Accepted {
  readonly row: number;
  /** Culprits, `*` for any run of characters. */
  readonly found: string;
  readonly why: string;
}

function explains({ found }: Accepted, culprit: string): boolean {
  return new RegExp(
    `^${found
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(culprit);
}

/** Declares one test per row of the table for each set, and one that every accepted finding is still found. */
export function requirementTests(
  sets: readonly (readonly [string, ManifestSet])[],
  accepted: readonly Accepted[],
): void {
  const used = new Set<Accepted>();

  describe.each(sets)('%s', (_name, set) => {
    test.each(requirements)('row $row: $asks', ({ row, check }) => {
      const unexplained = check(set).filter((culprit) => {
        const reason = accepted.find((one) => one.row === row && explains(one, culprit));
        if (reason) used.add(reason);
        return !reason;
      });
      expect(unexplained).toEqual([]);
    });
  });

  test('no accepted finding is stale', () => {
    expect(accepted.filter((one) => !used.has(one))).toEqual([]);
  });
}

/** What is accepted of the shop. */
export const acceptedOfShop = JSON.parse(readFileSync(join(__dirname, 'accepted.json'), 'utf8')) as Accepted[];
