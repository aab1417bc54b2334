/**
 * How quick the API server is, in process and under kubectl: `npm run bench:engine`. Prints a table for bench/engine.md.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Cluster } from '../lib/engine/cluster';
import { clusterForPods, createPods } from './engine/pods';
import { elapsedMs, median } from './measure';

const root = resolve(__dirname, '..');
const ROUNDS = 5;
const PODS = 10_000;
const WATCHERS = 1000;
const CHANGES = 100;

type Row = readonly [what: string, figure: string];

const inRounds = (run: () => void): number => median(Array.from({ length: ROUNDS }, () => elapsedMs(run)));
const milliseconds = (ms: number): string => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
const perSecond = (count: number, ms: number): string =>
  `${Math.round((count / ms) * 1000).toLocaleString('en-US')} per second`;

function firstCluster(): Row[] {
  const runs = Array.from({ length: ROUNDS }, () => {
    const file = join('bench', 'engine', 'first-cluster.ts');
    const { status, stdout, stderr } = spawnSync('node', ['--import', 'tsx', file], { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${file} failed: ${stderr}`);
    return JSON.parse(stdout) as Readonly<Record<'load' | 'cold' | 'warm', number>>;
  });
  const figure = (step: 'load' | 'cold' | 'warm'): string => milliseconds(median(runs.map((run) => run[step])));
  return [
    ['`import` of the engine, TypeScript through tsx', figure('load')],
    ['first cluster of a process, one object applied and read', figure('cold')],
    ['a later cluster of the same process, the same', figure('warm')],
  ];
}

/** From nothing to the kubeconfig, and on to kubectl's answer. */
async function serveOnce(): Promise<{ readonly ready: number; readonly answered: number }> {
  const kubeconfig = join(mkdtempSync(join(tmpdir(), 'bench-')), 'kubeconfig');
  const start = performance.now();
  const args = ['--import', 'tsx', 'lib/cli/main.ts', 'serve', '--port', '0', '--kubeconfig', kubeconfig];
  const server = spawn('node', args, { cwd: root, stdio: 'ignore' });
  const ended = new Promise((settle) => server.on('close', settle));
  try {
    while (!existsSync(kubeconfig)) {
      if (server.exitCode !== null) throw new Error('boutique serve ended before it was ready');
      await sleep(5);
    }
    const ready = performance.now() - start;
    const { status } = spawnSync('kubectl', ['get', 'namespaces'], { env: { ...process.env, KUBECONFIG: kubeconfig } });
    if (status !== 0) throw new Error('kubectl had no answer');
    return { ready, answered: performance.now() - start };
  } finally {
    server.kill();
    await ended;
  }
}

async function firstAnswer(): Promise<Row[]> {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return [['kubectl', 'not installed here']];
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) runs.push(await serveOnce());
  return [
    ['`boutique serve` until its kubeconfig is there', milliseconds(median(runs.map(({ ready }) => ready)))],
    ['... until `kubectl get namespaces` has answered', milliseconds(median(runs.map(({ answered }) => answered)))],
  ];
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

function ask(cluster: Cluster, url: string): string {
  const { status, body } = cluster.http({ method: 'GET', url, headers: {} });
  if (status !== 200) throw new Error(`${url} answered ${status}: ${body}`);
  return body;
}

function verbs(cluster: Cluster): Row[] {
  const heapBefore = heapBytes();
  const created = elapsedMs(() => createPods(cluster, PODS));
  const megabytes = (heapBytes() - heapBefore) / 1e6;
  const pods = cluster.resource('Pod');
  const got = inRounds(() => {
    for (let number = 0; number < PODS; number++) pods.get(`pod-${number}`, 'default');
  });
  const asked = inRounds(() => {
    for (let number = 0; number < PODS; number++) ask(cluster, `/api/v1/namespaces/default/pods/pod-${number}`);
  });
  return [
    [`creates of Pods, ${PODS} of them`, perSecond(PODS, created)],
    ['gets of Pods, typed', perSecond(PODS, got)],
    ['gets of Pods as HTTP sees them: authorised, as JSON', perSecond(PODS, asked)],
    [`list of ${PODS} Pods, typed`, milliseconds(inRounds(() => cluster.list('Pod')))],
    [`list of ${PODS} Pods as JSON`, milliseconds(inRounds(() => ask(cluster, '/api/v1/pods')))],
    [`heap for ${PODS} Pods`, `${megabytes.toFixed(0)} MB`],
  ];
}

function watches(cluster: Cluster): Row[] {
  let lines = 0;
  const { resourceVersion } = cluster.resource('Pod').listWithVersion();
  const watchers = Array.from({ length: WATCHERS }, () => {
    const url = `/api/v1/pods?watch=true&resourceVersion=${resourceVersion}`;
    const { watch } = cluster.http({ method: 'GET', url, headers: {} });
    if (!watch) throw new Error('a watch was refused');
    return watch.start({ line: () => lines++, end: () => undefined });
  });
  const pods = cluster.resource('Pod');
  const took = elapsedMs(() => {
    for (let round = 0; round < CHANGES; round++)
      pods.patch('pod-0', 'default', 'merge', { metadata: { labels: { round: String(round) } } });
  });
  for (const watcher of watchers) watcher.stop();
  if (lines !== WATCHERS * CHANGES) throw new Error(`${lines} events came, not ${WATCHERS * CHANGES}`);
  return [
    [`one change to ${WATCHERS} watchers, as JSON`, milliseconds(took / CHANGES)],
    ['events that reach watchers', perSecond(lines, took)],
  ];
}

async function main(): Promise<void> {
  const cluster = clusterForPods();
  const rows = [...firstCluster(), ...(await firstAnswer()), ...verbs(cluster), ...watches(cluster)];
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`;
  console.log(`Node ${process.version}, ${machine}, medians of ${ROUNDS} rounds\n`);
  console.log(['| what | figure |', '|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n'));
}

void main();
