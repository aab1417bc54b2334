/** What was written before survives a synthesis that fails, in every form, and main.ts says what was wrong. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../lib/boutique/command-line/run';

const root = join(__dirname, '..');

describe('a synthesis that fails', () => {
  let folder = '';
  let dist = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'boutique-run-'));
    dist = join(folder, 'dist');
    mkdirSync(dist);
    writeFileSync(join(dist, 'former.k8s.yaml'), 'kind: Former\n');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** That nothing was written, and nothing left beside the folder. */
  function expectFormerDist(): void {
    expect(readdirSync(folder)).toEqual(['dist']);
    expect(readdirSync(dist)).toEqual(['former.k8s.yaml']);
    expect(readFileSync(join(dist, 'former.k8s.yaml'), 'utf8')).toBe('kind: Former\n');
  }

  test.each(['manifests', 'one-file', 'helm', 'compose'])(
    'tells every mistake and leaves what was written before, as %s',
    (format) => {
      const wrong = ['--outdir', dist, '--format', format, '--base-url', 'no-slash', '--tag', 'not a tag'];
      const act = (): unknown => run(wrong, {});
      expect(act).toThrow(/\[boutique-dev\] images\.tag: given "not a tag", expected letters, digits/);
      expect(act).toThrow(/\[boutique-dev\] frontend\.baseUrl: given "no-slash", expected a path that starts/);
      expectFormerDist();
    },
  );

  test('main.ts ends with status 1, prints the mistakes to stderr alone, and writes nothing', () => {
    const args = ['--import', 'tsx', join(root, 'main.ts'), '--outdir', dist, '--base-url', 'no-slash'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('[boutique-prod] frontend.baseUrl: given "no-slash"');
    expect(stderr).not.toContain('    at ');
    expectFormerDist();
  });
});
