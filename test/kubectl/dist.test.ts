/** The real kubectl reads what we write: every file parses as objects of kinds it knows, without a server. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, testWith } from '../support/outside-program';

const root = join(__dirname, '..', '..');
const dist = join(root, 'dist');

/** `kind/name` of every document of a folder, in kubectl's words: `deployment.apps/frontend`. */
function writtenNames(): string[] {
  const texts = readdirSync(dist).map((name) => readFileSync(join(dist, name), 'utf8'));
  return texts.flatMap((text) =>
    text.split(/^---$/m).map((document) => {
      const [, group = ''] = /^apiVersion: (?:([^/\n]+)\/)?\S+$/m.exec(document) ?? [];
      const [, kind = ''] = /^kind: (\S+)$/m.exec(document) ?? [];
      const [, name = ''] = /^ {2}name: (\S+)$/m.exec(document) ?? [];
      return `${kind.toLowerCase()}${group ? `.${group}` : ''}/${name}`;
    }),
  );
}

describe('kubectl', () => {
  testWith('kubectl', ['version', '--client'], 'reads every object of dist', () => {
    const names = runProgram('kubectl', ['label', '--local', '-f', dist, '-o', 'name', 'read=yes']);
    expect(names.trim().split('\n').sort()).toEqual(writtenNames().sort());
  });
});
