/**
 * Our cluster beside webernetes, the other Kubernetes in TypeScript, verb by verb and in turns. It is no dependency: say where it is installed.
 *
 *     (cd FOLDER && npm install @ngrok/webernetes) && WEBERNETES=FOLDER npm run bench:webernetes
 */
import { Cluster } from '../lib/engine';
import { median } from './measure';
import { loadWebernetes, type TheirCluster } from './webernetes/library';

const ROUNDS = 5;
const SERVICES = 1000;

type Figures = Readonly<Record<'cluster with three nodes' | 'creates of Services' | 'gets' | 'list', number>>;

const service = (number: number) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: `service-${number}`, namespace: 'default' },
  spec: { ports: [{ port: 80, targetPort: 8080, protocol: 'TCP' }] },
});

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function measureOurs(): Promise<Figures> {
  let cluster!: Cluster;
  const made = await timed(() => (cluster = new Cluster({ nodes: 3 })));
  const services = cluster.resource('Service');
  const created = await timed(() => {
    for (let number = 0; number < SERVICES; number++) services.create(service(number));
  });
  const got = await timed(() => {
    for (let number = 0; number < SERVICES; number++) services.get(`service-${number}`, 'default');
  });
  const listed = await timed(() => services.list({ namespace: 'default' }));
  return { 'cluster with three nodes': made, 'creates of Services': created, gets: got, list: listed };
}

async function measureTheirs(Theirs: new () => TheirCluster): Promise<Figures> {
  let cluster!: TheirCluster;
  const made = await timed(() => (cluster = new Theirs()).init());
  const { corev1 } = cluster.api;
  const namespace = 'default';
  const created = await timed(async () => {
    for (let number = 0; number < SERVICES; number++)
      await corev1.createNamespacedService({ namespace, body: service(number) });
  });
  const got = await timed(async () => {
    for (let number = 0; number < SERVICES; number++)
      await corev1.readNamespacedService({ namespace, name: `service-${number}` });
  });
  const listed = await timed(() => corev1.listNamespacedService({ namespace }));
  await cluster.close();
  return { 'cluster with three nodes': made, 'creates of Services': created, gets: got, list: listed };
}

async function main(): Promise<void> {
  const folder = process.env.WEBERNETES;
  if (!folder) {
    console.log('WEBERNETES is not set: nothing is compared. See bench/webernetes.ts.');
    return;
  }
  const { Cluster: Theirs } = loadWebernetes(folder);
  const ours: Figures[] = [];
  const others: Figures[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await measureOurs());
    others.push(await measureTheirs(Theirs));
  }
  console.log(`Node ${process.version}, medians of ${ROUNDS} rounds in turns, ${SERVICES} Services\n`);
  console.log('| what | ours | webernetes | ratio |\n|---|---|---|---|');
  for (const what of Object.keys(ours[0]!) as (keyof Figures)[]) {
    const [mine, other] = [median(ours.map((one) => one[what])), median(others.map((one) => one[what]))];
    console.log(`| ${what} | ${mine.toFixed(1)} ms | ${other.toFixed(1)} ms | ${(mine / other).toFixed(3)} |`);
  }
  process.exit(); // their timers go on
}

void main();
