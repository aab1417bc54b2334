/** The outside linters, where they are installed, find nothing in dist and in the example but what findings.json accepts with a reason. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parcelsFiles } from '../../examples/parcels-output';
import { testWith } from '../../support/outside-program';
import { LINTERS } from './linter';

interface Accepted {
  readonly linter: string;
  readonly check: string;
  /** `environment Kind/name`, several with `|` between them, `*` for any run of characters. */
  readonly where: string;
  readonly why: string;
}

const accepted = JSON.parse(readFileSync(join(__dirname, 'findings.json'), 'utf8')) as Accepted[];
const dist = join(__dirname, '..', '..', '..', 'dist');

/** A folder for each environment and for the example. */
function folders(): [string, string][] {
  const parent = mkdtempSync(join(tmpdir(), 'linted-'));
  const parcels = [...parcelsFiles()];
  return ['dev', 'staging', 'prod', 'parcels'].map((name) => {
    const folder = join(parent, name);
    mkdirSync(folder);
    const files = readdirSync(dist).filter((file) => file.includes(`boutique-${name}`));
    for (const file of files) copyFileSync(join(dist, file), join(folder, file));
    if (name === 'parcels') for (const [file, text] of parcels) writeFileSync(join(folder, file), text);
    return [name, folder];
  });
}

function covers({ where }: Accepted, place: string): boolean {
  return where.split('|').some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`).test(place);
  });
}

const linted = folders();

describe.each(LINTERS)('$name', ({ name: linter, probe, lint }) => {
  const known = accepted.filter((one) => one.linter === linter);
  const used = new Set<Accepted>();

  for (const [environment, folder] of linted) {
    testWith(linter, probe, `finds nothing in ${environment} that is not accepted`, () => {
      const unexplained = lint(folder).filter(({ check, object }) => {
        const reason = known.find((one) => one.check === check && covers(one, `${environment} ${object}`));
        if (reason) used.add(reason);
        return !reason;
      });
      expect(unexplained).toEqual([]);
    });
  }

  testWith(linter, probe, 'finds everything that is accepted', () => {
    expect(known.filter((one) => !used.has(one))).toEqual([]);
  });
});
