/** Clusters of the kind that each folder of recordings was recorded from. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cluster, type ClusterOptions, type KubeletMode } from '../../lib/engine/cluster';
import { ControllerSelection } from '../../lib/engine/controllers/controller-selection';
import { playKubelets } from './contract-kubelet';

type Flags = NonNullable<ClusterOptions['controllerManager']>;

const select = (...names: readonly string[]): Flags => ({ controllers: new ControllerSelection(names) });

/** What the READMEs beside the recordings say of kube-controller-manager's flags; `*` otherwise. */
const FLAGS: Readonly<Record<string, Flags>> = {
  // The API server alone.
  api: select('-*'),
  // Nobody reports for the nodes of these cases, so what watches over nodes is off.
  scheduler: select('*', '-nodelifecycle', '-podgc', '-nodeipam', '-attachdetach'),
  controllers: {
    horizontalPodAutoscalerSyncPeriodMs: 1_000,
    horizontalPodAutoscalerCpuInitializationPeriodMs: 1_000,
    nodeMonitorPeriodMs: 1_000,
    nodeMonitorGracePeriodMs: 8_000,
    nodeStartupGracePeriodMs: 8_000,
    pvClaimBinderSyncPeriodMs: 2_000,
    nodeCidrMaskSize: 21,
  },
};

/** Whose nodes are described in a file beside the recordings. */
const WITH_NODES = ['kubelet', 'kubectl'];

/** Later than any time that a recording names. */
const START_MS = Date.UTC(2026, 5, 1);
const WARM_UP_MS = 10_000;

export interface RecordedClusterOptions {
  /** What time it is when the first case is played. */
  readonly startMs?: number;
  /** `none`: somebody outside the engine plays the kubelets, as when the answers were recorded. @default all */
  readonly kubelets?: KubeletMode;
}

export function recordedCluster(folder: string, options: RecordedClusterOptions = {}): Cluster {
  const { startMs = START_MS, kubelets = 'all' } = options;
  const alone = folder === 'api' || folder === 'scheduler';
  const withNodes = WITH_NODES.includes(folder);
  const earlierMs = withNodes ? WARM_UP_MS : 0;
  const cluster = new Cluster({
    startMs: startMs - earlierMs,
    kubelets: alone ? 'none' : kubelets,
    controllerManager: FLAGS[folder],
    metricsServer: folder === 'controllers',
  });
  if (!alone && kubelets === 'none') playKubelets(cluster);
  if (withNodes) {
    const nodes = readFileSync(join(__dirname, '..', 'golden', folder, 'nodes.yaml'), 'utf8');
    cluster.apply(nodes);
    cluster.advance(WARM_UP_MS);
  }
  return cluster;
}
