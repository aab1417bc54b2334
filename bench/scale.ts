/**
 * The engine at scale: `npm run bench:scale`, or with names of scenarios. Prints a table for bench/scale.md. Each scenario runs in a process
 * of its own, on code that was compiled before.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import type { Figures } from './scale/scenarios';

const ROOT = resolve(__dirname, '..');
const HEAP_MB = 8000;

const TITLES: Readonly<Record<string, string>> = {
  shop: 'Online Boutique (dist/, dev): apply until all is rolled out, warm process',
  'rolling-100': 'rolling update of 100 replicas, warm process',
  'rolling-300': 'rolling update of 300 replicas, warm process',
  'deployments-600': '600 Deployments of one pod until Ready, warm process',
  'pods-30000': '1,000 nodes, 30,000 pods of 300 Deployments until Ready',
  'pods-150000': '5,000 nodes, 150,000 pods of 1,500 Deployments until Ready',
  'scheduling-plain': '5,000 pods scheduled on 1,000 nodes',
  'scheduling-apart': '1,000 pods with required anti-affinity, the same',
  'scheduling-spread': '5,000 pods with a required topology spread, the same',
  'scheduling-plain-warm': '5,000 pods scheduled on 1,000 nodes, warm process',
  'scheduling-apart-warm': '1,000 pods with required anti-affinity, the same, warm process',
  'scheduling-spread-warm': '5,000 pods with a required topology spread, the same, warm process',
  'cronjob-year-hourly': 'a year of a CronJob that runs each hour',
  'cronjob-year-daily': 'a year of a CronJob that runs each day',
  'leases-month': 'a month of the leases of ten nodes',
};

function compiled(): string {
  const outfile = join(mkdtempSync(join(tmpdir(), 'bench-')), 'scale.cjs');
  const entry = join(ROOT, 'bench', 'scale', 'main.ts');
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', target: 'node20', logLevel: 'error' });
  return outfile;
}

function measure(program: string, name: string): Figures {
  const args = ['--expose-gc', `--max-old-space-size=${HEAP_MB}`, program, name];
  const { status, stdout, stderr } = spawnSync('node', args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  return JSON.parse(stdout) as Figures;
}

const time = (ms: number): string => (ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

function main(): void {
  const program = compiled();
  const asked = process.argv.slice(2);
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}\n`);
  console.log('| what | wall | processor | first round | heap afterwards | load |\n|---|---|---|---|---|---|');
  for (const name of asked.length > 0 ? asked : Object.keys(TITLES)) {
    const { wallMs, cpuMs, firstMs, heapMB } = measure(program, name);
    const heap = heapMB === undefined ? '' : `${Math.round(heapMB)} MB`;
    const first = firstMs === undefined ? '' : time(firstMs);
    const load = loadavg()[0]!.toFixed(1);
    console.log(`| ${TITLES[name] ?? name} | ${time(wallMs)} | ${time(cpuMs)} | ${first} | ${heap} | ${load} |`);
  }
}

main();
