/** `imports/` is generated from `crds/` and never edited: `npm run import` writes the same files again. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(__dirname, '..');
const imports = join(root, 'imports');
const packageScript = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { import: string } })
  .scripts.import;

describe('imports', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'boutique-imports-'));
  const [command, ...args] = packageScript.split(' ');
  const cli = join(root, 'node_modules', 'cdk8s-cli', 'bin', `${command}`);
  execFileSync(process.execPath, [cli, ...args, '--no-save', '--output', fresh], { cwd: root, stdio: 'pipe' });

  test('has one file for each file in crds, all of which cdk8s.yaml lists', () => {
    const groups = readdirSync(join(root, 'crds')).map((file) => file.replace(/\.yaml$/, ''));
    const { imports: listed } = parse(readFileSync(join(root, 'cdk8s.yaml'), 'utf8')) as { imports: string[] };
    expect(readdirSync(imports).sort()).toEqual(groups.map((group) => `${group}.ts`).sort());
    expect([...listed].sort()).toEqual(groups.map((group) => `crds/${group}.yaml`).sort());
  });

  test.each(readdirSync(imports))('%s is what the generator writes today (npm run import writes it anew)', (file) => {
    expect(readFileSync(join(fresh, file), 'utf8')).toBe(readFileSync(join(imports, file), 'utf8'));
  });
});
