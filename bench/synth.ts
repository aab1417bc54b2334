/**
 * How long synthesis takes, as ratios measured in one run on one machine: `npm run bench:synth`. Prints a table for bench/synth.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { App, Chart, Yaml } from 'cdk8s';
import { BoutiqueEnvironment } from '../lib';
import { elapsedMs, median } from './measure';

const root = resolve(__dirname, '..');
const EMPTY = join('bench', 'synth', 'empty-app.ts');
const ROUNDS = 7;
const IN_PROCESS_ROUNDS = 20;

function program(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): () => void {
  return () => {
    const { status, stderr } = spawnSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CDK8S_CHECK_UPGRADE: 'false', ...env },
    });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
  };
}

/** Medians of several things measured in turns, so that a busy moment hits all of them. */
function inTurns<K extends string>(things: Readonly<Record<K, () => void>>, rounds: number): Record<K, number> {
  const names = Object.keys(things) as K[];
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  for (const name of names) things[name](); // warm caches
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times.get(name)?.push(elapsedMs(things[name]));
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<K, number>;
}

/** YAML text of every chart of an app: what synthesis does without writing files. */
function synthesise(app: App): number {
  return app.charts.reduce((length, chart) => length + Yaml.stringify(...chart.toJson()).length, 0);
}

function kustomization(folder: string): string {
  const files = readdirSync(join(root, 'dist')).map((name) => relative(folder, join(root, 'dist', name)));
  const resources = files.map((path) => `  - ${path.replaceAll('\\', '/')}\n`).join('');
  writeFileSync(join(folder, 'kustomization.yaml'), `resources:\n${resources}`);
  return folder;
}

interface Row {
  readonly what: string;
  readonly ours: number;
  readonly other: number;
}

function main(): void {
  const folder = join(root, 'build', 'bench');
  mkdirSync(folder, { recursive: true });
  const outdir = (): string => join(mkdtempSync(join(tmpdir(), 'bench-')), 'out');
  const app = (file: string, ...args: string[]): string[] => ['--import', 'tsx', file, ...args];
  const cdk8s = join('node_modules', 'cdk8s-cli', 'bin', 'cdk8s');
  const cli = (file: string): string[] => [cdk8s, 'synth', '--app', `node --import tsx ${file}`, '--output', outdir()];
  const inProcess = inTurns(
    {
      prod: () => {
        const environment = new App();
        new BoutiqueEnvironment(environment, 'prod');
        synthesise(environment);
      },
      empty: () => {
        const empty = new App();
        new Chart(empty, 'empty');
        synthesise(empty);
      },
    },
    IN_PROCESS_ROUNDS,
  );
  const processes = inTurns(
    {
      prod: program('node', app('main.ts', '--env', 'prod', '--outdir', outdir())),
      all: program('node', app('main.ts', '--outdir', outdir())),
      empty: program('node', app(EMPTY), { CDK8S_OUTDIR: outdir() }),
      cli: program('node', cli('main.ts')),
      emptyCli: program('node', cli(EMPTY)),
      kustomize: program('kubectl', ['kustomize', '--load-restrictor=LoadRestrictionsNone', kustomization(folder)]),
    },
    ROUNDS,
  );
  const rows: Row[] = [
    { what: '`npx cdk8s synth`, three environments / empty app', ours: processes.cli, other: processes.emptyCli },
    { what: '`node --import tsx main.ts --env prod` / empty app', ours: processes.prod, other: processes.empty },
    {
      what: '`node --import tsx main.ts`, three environments / empty app',
      ours: processes.all,
      other: processes.empty,
    },
    { what: 'the same / `kubectl kustomize` of the same 222 objects', ours: processes.all, other: processes.kustomize },
    { what: 'prod in a process that runs already / empty app there', ours: inProcess.prod, other: inProcess.empty },
  ];
  const lines = rows.map(
    ({ what, ours, other }) =>
      `| ${what} | ${ours.toFixed(0)} ms | ${other.toFixed(1)} ms | ${(ours / other).toFixed(2)} |`,
  );
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, medians of ${ROUNDS} rounds in turns\n`,
  );
  console.log(['| what / yardstick | ours | yardstick | ratio |', '|---|---|---|---|', ...lines].join('\n'));
}

main();
