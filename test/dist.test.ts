/** `dist/` is committed: it must be what the code writes today. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../lib/boutique/command-line/run';

const committed = join(__dirname, '..', 'dist');

describe('dist', () => {
  const fresh = join(mkdtempSync(join(tmpdir(), 'boutique-')), 'dist');
  run(['--outdir', fresh], {});

  test('holds the same files as a fresh synth, manifests only', () => {
    expect(readdirSync(committed).sort()).toEqual(readdirSync(fresh).sort());
    expect(readdirSync(committed).filter((name) => !name.endsWith('.k8s.yaml'))).toEqual([]);
  });

  test.each(readdirSync(committed))('%s is up to date (npm run synth writes it anew)', (name) => {
    expect(readFileSync(join(fresh, name), 'utf8')).toBe(readFileSync(join(committed, name), 'utf8'));
  });
});
