/** Recorded cases that the engine does not answer as recorded yet. One that passes must be taken off the list. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names of cases by suite, such as `api/patch`; `*` while nothing of the suite is held. */
type OpenCases = Readonly<Record<string, readonly string[] | '*'>>;

const open = JSON.parse(readFileSync(join(__dirname, 'open-cases.json'), 'utf8')) as OpenCases;

export function isUntouched(suite: string): boolean {
  return open[suite] === '*';
}

export function isOpen(suite: string, name: string): boolean {
  return open[suite]?.includes(name) ?? false;
}

/** Names on the list that no suite of the folder has. */
export function staleNames(folder: string, known: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return Object.entries(open)
    .filter(([suite]) => suite.startsWith(`${folder}/`))
    .flatMap(([suite, names]) =>
      names === '*'
        ? known.has(suite)
          ? []
          : [suite]
        : names.filter((name) => !known.get(suite)?.has(name)).map((name) => `${suite}: ${name}`),
    );
}
