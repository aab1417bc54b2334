/** A cluster with a Deployment that runs, and short ways to look at it. */
import { Cluster, type ClusterOptions } from '../../../lib/engine/cluster';
import type { Node, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import type { DraftObject } from '../../../lib/engine/apimachinery/object-meta';

export function deployment(name: string, replicas: number, run: object = {}, image = 'local.test/app:1'): DraftObject {
  const annotations = { 'boutique.test/run.main': JSON.stringify(run) };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations },
        spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image }] },
      },
    },
  };
}

/** Three nodes, and a Deployment `web` with three pods that are ready. */
export function breakable(options: ClusterOptions = {}): Cluster {
  const cluster = new Cluster({ nodes: 3, ...options });
  cluster.apply(deployment('web', 3));
  cluster.advance('1m');
  return cluster;
}

/** By name. */
export function pods(cluster: Cluster, app = 'web'): readonly Pod[] {
  return cluster.list('Pod', { labelSelector: `app=${app}` });
}

export function readyPods(cluster: Cluster, app = 'web'): number {
  return pods(cluster, app).filter((pod) => condition(pod, 'Ready') === 'True' && !pod.metadata.deletionTimestamp)
    .length;
}

export function condition({ status }: Pod | Node, type: string): string | undefined {
  return (status?.conditions as { type: string; status: string }[] | undefined)?.find((one) => one.type === type)
    ?.status;
}

export function node(cluster: Cluster, name: string): Node {
  return cluster.get('Node', name);
}

export function restarts({ status }: Pod): number {
  return status?.containerStatuses?.[0]?.restartCount ?? 0;
}
