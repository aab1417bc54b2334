/**
 * Writes our configuration that corresponds to one of upstream's reference renders.
 *
 *     npm run --silent render -- NAME OUTDIR
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderApp } from './render/render';

function main([name, outdir]: readonly string[]): void {
  if (!name || !outdir) throw new Error('usage: npm run --silent render -- NAME OUTDIR');
  const yaml = renderApp(name).synthYaml();
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, `${name}.k8s.yaml`), yaml);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
