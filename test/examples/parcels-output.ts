/** The second app, written the way its README says. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type Manifest } from '../oracles/manifest-set';

const root = join(__dirname, '..', '..');

/** Text of each file that `npm run example` writes, by name. */
export function parcelsFiles(): Map<string, string> {
  const folder = join(mkdtempSync(join(tmpdir(), 'parcels-')), 'out');
  const command = ['--import', 'tsx', join('examples', 'parcels', 'main.ts'), folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the example failed:\n${stdout}${stderr}`);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** The objects in these files. */
export function objectsIn(files: ReadonlyMap<string, string>): Manifest[] {
  return [...files.values()].flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
}
