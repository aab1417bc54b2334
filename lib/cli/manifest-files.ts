/** Manifests as they are named on the command line: files, folders with all that is below them, `-` for standard input. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ManifestError, readManifests, type Manifest } from '../engine/client/read-manifests';
import { CliError } from './cli-error';

const MANIFEST_FILE = /\.(ya?ml|json)$/;
const STANDARD_INPUT = 0;

/** Reads everything before anything is used; tells all that cannot be read at once. @throws CliError */
export function readManifestFiles(paths: readonly string[]): Manifest[] {
  const wrong: string[] = [];
  const manifests = paths.flatMap(filesOf).flatMap((path) => {
    try {
      return path === '-'
        ? readManifests(readFileSync(STANDARD_INPUT, 'utf8'), 'standard input')
        : readManifests(readFileSync(path, 'utf8'), path);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      wrong.push(error.message);
      return [];
    }
  });
  if (wrong.length > 0) throw new CliError(`Nothing was applied:\n${wrong.map((line) => `  ${line}`).join('\n')}`);
  return manifests;
}

function filesOf(path: string): string[] {
  if (path === '-') return [path];
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new CliError(`${path}: there is no such file or folder`);
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path, { recursive: true })
    .map(String)
    .filter((name) => MANIFEST_FILE.test(name));
  if (files.length === 0) throw new CliError(`${path}: there are no manifests in it (*.yaml, *.yml, *.json)`);
  return files.sort().map((name) => join(path, name));
}
