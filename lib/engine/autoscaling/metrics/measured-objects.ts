/**
 * PodMetrics and NodeMetrics, worked out from the pods that run when somebody asks.
 *
 * Upstream: sigs.k8s.io/metrics-server/pkg/api/{pod,node}.go
 * Differs: usage is that of the moment, not of the last scrape.
 */
import type { Node, Pod } from '../../apimachinery/api/core-v1';
import { formatTime } from '../../apimachinery/time';
import type { ApiServerCore } from '../../apiserver/core';
import {
  addResources,
  NOTHING,
  readResources,
  writeResources,
  type ResourceList,
} from '../../apiserver/quota/resource-list';
import type { LiveObjects } from '../../apiserver/resource-definition';
import type { NodeMetrics, PodMetrics } from '../../client/metric-sources';
import type { UsageSource } from './usage-source';

export const METRICS_API_VERSION = 'metrics.k8s.io/v1beta1';
/** How far apart metrics-server's looks at a kubelet are. */
const WINDOW = '15s';

type Containers = PodMetrics['containers'];

/** Undefined for a pod that does not run, that nobody can ask about, or of which nothing is known. */
function containersOf(core: ApiServerCore, usage: UsageSource, pod: Pod): Containers | undefined {
  if (pod.status?.phase !== 'Running' || !answers(core, pod.spec?.nodeName)) return undefined;
  const nowMs = core.clock.now();
  const containers = (pod.spec?.containers ?? []).flatMap(({ name }) => {
    const used = usage.usageOf(pod, name, nowMs);
    return used ? [{ name, usage: used }] : [];
  });
  return containers.length > 0 ? containers : undefined;
}

function answers({ store }: ApiServerCore, nodeName: string | undefined): boolean {
  const node = nodeName === undefined ? undefined : store.table<Node>('nodes').get(nodeName);
  return node !== undefined && isReady(node);
}

function isReady({ status }: Node): boolean {
  return status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}

/** The part of the metadata that an object which is not stored has. */
function metadataOf(
  { metadata: { name, namespace, labels } }: Pod | Node,
  now: string,
): Pick<PodMetrics, 'apiVersion' | 'metadata'> {
  const metadata = { name, namespace, labels, creationTimestamp: now } as PodMetrics['metadata'];
  return { apiVersion: METRICS_API_VERSION, metadata };
}

export function podMetrics(usage: UsageSource): LiveObjects {
  const measured = (core: ApiServerCore, pod: Pod | undefined): PodMetrics[] => {
    const containers = pod && containersOf(core, usage, pod);
    if (!containers) return [];
    const now = formatTime(core.clock.now());
    return [{ kind: 'PodMetrics', ...metadataOf(pod, now), timestamp: now, window: WINDOW, containers }];
  };
  return {
    get: (core, namespace, name) => measured(core, core.store.table<Pod>('pods').get(`${namespace}/${name}`))[0],
    list: (core, namespace) => {
      const pods = core.store.table<Pod>('pods').list(namespace === '' ? '' : `${namespace}/`);
      return pods.flatMap((pod) => measured(core, pod));
    },
  };
}

export function nodeMetrics(usage: UsageSource): LiveObjects {
  const list = (core: ApiServerCore): NodeMetrics[] => {
    const used = usageByNode(core, usage);
    const now = formatTime(core.clock.now());
    return core.store
      .table<Node>('nodes')
      .list()
      .filter(isReady)
      .map((node) => {
        const sum = addResources(readResources({ cpu: '0', memory: '0' }), used.get(node.metadata.name) ?? NOTHING);
        const whole = { kind: 'NodeMetrics', ...metadataOf(node, now), timestamp: now, window: WINDOW };
        return { ...whole, usage: writeResources(sum) };
      });
  };
  return { get: (core, _namespace, name) => list(core).find(({ metadata }) => metadata.name === name), list };
}

function usageByNode(core: ApiServerCore, usage: UsageSource): ReadonlyMap<string, ResourceList> {
  const sums = new Map<string, ResourceList>();
  for (const pod of core.store.table<Pod>('pods').list()) {
    const node = pod.spec?.nodeName ?? '';
    for (const container of containersOf(core, usage, pod) ?? [])
      sums.set(node, addResources(sums.get(node) ?? NOTHING, readResources(container.usage)));
  }
  return sums;
}
