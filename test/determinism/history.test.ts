/**
 * Same seed, same calls, same history: a course is played in processes of their own, twice, and its fingerprint is the committed one on every
 * version of Node and every system. What changes the behaviour of the engine changes it; `npm run snapshots` writes it anew.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { snapshotTest } from '../support/snapshot-folder';

jest.setTimeout(120_000);

const root = resolve(__dirname, '..', '..');

function fingerprint(course: string): string {
  const script = join(__dirname, 'scripted-workload.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, course], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the course "${course}" failed: ${stderr}`);
  return stdout;
}

describe.each(['api', 'whole'])('the course "%s"', (course) => {
  const first = fingerprint(course);

  test('leaves the same history a second time', () => {
    expect(fingerprint(course)).toBe(first);
  });

  snapshotTest(__dirname, `${course}.history.txt`, () => first);
});
