/** Every environment meets every row of the requirement table, but for what docs/accepted-findings.md accepts with a reason. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentSets } from '../support/environments';
import { requirements } from './table';

interface Accepted {
  readonly row: number;
  /** Culprits, `*` for any run of characters. */
  readonly found: string;
  readonly why: string;
}

const accepted = JSON.parse(readFileSync(join(__dirname, 'accepted.json'), 'utf8')) as Accepted[];
const environments = environmentSets();
const used = new Set<Accepted>();

function explains({ found }: Accepted, culprit: string): boolean {
  return new RegExp(
    `^${found
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(culprit);
}

describe.each(environments)('%s', (_name, set) => {
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
