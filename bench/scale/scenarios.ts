/** The benchmarks at scale, by name; each runs in a process of its own and answers figures. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, ControllerSelection } from '../../lib/engine';
import { type ObjectNamed } from '../../lib/engine/client/kinds';
import { elapsedMs, median } from '../measure';
import { deployment, isBound, isReady, isRolledOut, NEXT_IMAGE, podSpec, runUntilPods } from './workloads';

type PodSpec = NonNullable<ObjectNamed<'Pod'>['spec']>;

export interface Figures {
  /** Of the machine. */
  readonly wallMs: number;
  /** Of the processor; what other work on the machine takes is not in it. */
  readonly cpuMs: number;
  /** Of the machine, for the first round of the process, where there are several. */
  readonly firstMs?: number;
  /** What is left of the heap after a collection, where the scenario asks. */
  readonly heapMB?: number;
}

/** Rounds to warm up, as a test file with some dozens of clusters does, and rounds that count. */
const WARM_UP = 25;
const ROUNDS = 11;
/** The same for what takes long enough to warm up by itself. */
const FEW = [5, 3] as const;

function measured(run: () => void): Figures {
  const before = process.cpuUsage();
  const wallMs = elapsedMs(run);
  const { user, system } = process.cpuUsage(before);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** Medians of some rounds in a process that has done the same before. */
function warm(round: () => Figures, rounds = ROUNDS, warmUp = WARM_UP): Figures {
  const all = Array.from({ length: warmUp + rounds }, round);
  const figures = all.slice(warmUp);
  const medianOf = (name: 'wallMs' | 'cpuMs'): number => median(figures.map((one) => one[name]));
  return { wallMs: medianOf('wallMs'), cpuMs: medianOf('cpuMs'), firstMs: all[0]!.wallMs };
}

/** One environment of dist/, applied to a cluster that has settled. */
function shop(): Figures {
  const files = readdirSync('dist').filter((name) => name.includes('boutique-dev'));
  const manifests = files.map((name) => readFileSync(join('dist', name), 'utf8')).join('\n---\n');
  return warm(() => {
    const cluster = new Cluster({ nodes: 3, storageClass: 'standard' });
    cluster.advance('10s');
    return measured(() => {
      cluster.apply(manifests);
      cluster.runUntil(() => cluster.list('Deployment').every(isRolledOut));
    });
  });
}

const rollingUpdate = (replicas: number) => (): Figures =>
  warm(() => {
    const cluster = new Cluster({ nodes: Math.max(3, replicas / 50) });
    const settled = (): boolean => isRolledOut(cluster.get('Deployment', 'web'));
    cluster.resource('Deployment').create(deployment('web', replicas));
    cluster.runUntil(settled, { within: '30m' });
    return measured(() => {
      const body = { spec: { template: { spec: { containers: [{ name: 'main', image: NEXT_IMAGE }] } } } };
      cluster.resource('Deployment').patch('web', 'default', 'strategic', body);
      cluster.runUntil(settled, { within: '30m' });
    });
  });

function readyCluster(nodes: number, deployments: number, replicas: number): Cluster {
  const cluster = new Cluster({ nodes });
  for (let number = 0; number < deployments; number++) {
    cluster.resource('Deployment').create(deployment(`web-${number}`, replicas));
  }
  runUntilPods(cluster, deployments * replicas, isReady);
  return cluster;
}

/** The same with its weight; a collection in between would cost whatever is measured after it. */
function weighed(nodes: number, deployments: number, replicas: number): Figures {
  let cluster: Cluster | undefined;
  const figures = measured(() => {
    cluster = readyCluster(nodes, deployments, replicas);
  });
  globalThis.gc?.();
  const heapMB = process.memoryUsage().heapUsed / 1e6;
  // What the cluster holds must still be held when it is weighed.
  if (!cluster) throw new Error('There is no cluster.');
  cluster.clock.now();
  return { ...figures, heapMB };
}

/** Pods that wait on a cluster of 1,000 nodes whose kubelets somebody else plays: the scheduler's work, bindings and events included. */
const scheduling =
  (pods: number, labels: (number: number) => Readonly<Record<string, string>>, spec: PodSpec) => () => {
    const cluster = new Cluster({
      nodes: 1000,
      kubelets: 'none',
      controllerManager: { controllers: new ControllerSelection(['serviceaccount-controller']) },
    });
    cluster.advance('10s');
    const requests = cluster.resource('Pod');
    for (let number = 0; number < pods; number++) {
      requests.create({ metadata: { name: `pod-${number}`, namespace: 'default', labels: labels(number) }, spec });
    }
    return measured(() => runUntilPods(cluster, pods, isBound));
  };

const ANTI_AFFINITY: PodSpec['affinity'] = {
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [
      { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'apart' } } },
    ],
  },
};
const SPREAD: PodSpec['topologySpreadConstraints'] = [
  {
    maxSkew: 1,
    topologyKey: 'topology.kubernetes.io/zone',
    whenUnsatisfiable: 'DoNotSchedule',
    labelSelector: { matchLabels: { app: 'spread' } },
  },
];

/** A year of Jobs whose pods end well after a second. */
const yearOfCronJob = (schedule: string) => (): Figures => {
  const cluster = new Cluster({ nodes: 1 });
  const template = { spec: { ...podSpec(), restartPolicy: 'Never' } };
  cluster.resource('CronJob').create({
    metadata: { name: 'regular', namespace: 'default' },
    spec: { schedule, jobTemplate: { spec: { template } } },
  });
  return measured(() => cluster.advance(365 * 24 * 3600 * 1000));
};

/** A month in which nothing happens but that ten nodes renew their leases. */
function monthOfLeases(): Figures {
  const cluster = new Cluster({ nodes: 10 });
  return measured(() => cluster.advance(30 * 24 * 3600 * 1000));
}

const plain = scheduling(5000, () => ({ app: 'plain' }), podSpec());
const apart = scheduling(1000, () => ({ app: 'apart' }), { ...podSpec(), affinity: ANTI_AFFINITY });
const spread = scheduling(5000, () => ({ app: 'spread' }), { ...podSpec(), topologySpreadConstraints: SPREAD });

export const SCENARIOS: Readonly<Record<string, () => Figures>> = {
  shop: shop,
  'rolling-100': rollingUpdate(100),
  'rolling-300': rollingUpdate(300),
  'deployments-600': () => warm(() => measured(() => readyCluster(12, 600, 1)), ...FEW),
  'pods-30000': () => weighed(1000, 300, 100),
  'pods-150000': () => weighed(5000, 1500, 100),
  'scheduling-plain': plain,
  'scheduling-apart': apart,
  'scheduling-spread': spread,
  'scheduling-plain-warm': () => warm(plain, ...FEW),
  'scheduling-apart-warm': () => warm(apart, ...FEW),
  'scheduling-spread-warm': () => warm(spread, ...FEW),
  'cronjob-year-hourly': yearOfCronJob('0 * * * *'),
  'cronjob-year-daily': yearOfCronJob('0 3 * * *'),
  'leases-month': monthOfLeases,
};
