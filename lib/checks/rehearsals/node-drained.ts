/** Can a node be drained against the disruption budgets, and who serves meanwhile? */
import type { Pod } from '../../engine/apimachinery/api/core-v1';
import { isStatusError } from '../../engine/apimachinery/status-error';
import { isPodFinished } from '../../engine/controllers/pods/pod-state';
import { busiestNode } from '../busiest-node';
import { duration, NOBODY_SERVES, type Row } from '../check-report';
import { movablePodsOn } from '../movable-pods';
import { PodWatch } from '../pod-watch';
import { READY_WITHIN_MS, settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { isAvailable, promisedBy } from '../workload';
import { whyNotReady } from '../why-not-ready';

const WITHIN_MS = 10 * 60_000;
/** As often as kubectl drain asks again. */
const RETRY_MS = 5_000;

export const nodeDrained: Rehearsal = {
  name: 'node-drained',
  question: 'Can a node be drained against the disruption budgets?',
  run(stage) {
    settle(stage);
    const node = busiestNode(stage);
    return node === undefined ? [] : drain(stage, node);
  },
};

function drain(stage: RehearsedCluster, node: string): Row[] {
  const workloads = stage.workloads().filter(isAvailable);
  const watches = workloads.map((workload) => ({ workload, watch: new PodWatch(stage, workload) }));
  const startMs = stage.now();
  stage.client.resource('nodes').patch(node, '', 'merge', { spec: { unschedulable: true } });
  const refusals = evictAll(stage, node, startMs + WITHIN_MS);
  const drainedMs = stage.now() - startMs;
  const stuck = refusals.length > 0;
  if (!stuck) stage.waitFor(() => workloads.every((workload) => isAvailable(stage.current(workload))), READY_WITHIN_MS);
  for (const { watch } of watches) watch.stop();
  const figures = { drainedAfterSeconds: drainedMs / 1000, backAfterSeconds: (stage.now() - startMs) / 1000 };
  if (stuck) {
    return refusals.map(({ pod, message }) =>
      stage.namespaceRow(pod.metadata.namespace!, {
        verdict: 'breaks',
        measure: `${node} not drained after ${duration(drainedMs)}`,
        figures,
        why: `${pod.metadata.name}: ${message}`,
      }),
    );
  }
  const measure = `${node} drained after ${duration(drainedMs)}, all back after ${duration(stage.now() - startMs)}`;
  const missing = workloads.filter((workload) => !isAvailable(stage.current(workload)));
  if (missing.length > 0) {
    return missing.map((it) => stage.row(it, { verdict: 'breaks', measure, figures, why: whyNotReady(stage, it) }));
  }
  const rows = watches
    .filter(({ workload, watch }) => promisedBy(workload).desired > 0 && watch.fewestReady === 0)
    .map(({ workload }) => stage.row(workload, { verdict: 'warns', measure, figures, why: NOBODY_SERVES }));
  return rows.length > 0 ? rows : [stage.namespaceRow('', { verdict: 'holds', measure, figures })];
}

interface Refusal {
  readonly pod: Pod;
  readonly message: string;
}

/** Evicts as kubectl drain does, again and again what a budget keeps. Returns what is still there at the end. */
function evictAll(stage: RehearsedCluster, node: string, endMs: number): readonly Refusal[] {
  for (;;) {
    const pods = evictable(stage, node);
    if (pods.length === 0) return [];
    const refusals = pods.flatMap((pod) => {
      const message = evict(stage, pod);
      return message === undefined ? [] : [{ pod, message }];
    });
    if (stage.now() >= endMs) return refusals;
    stage.waitFor(() => evictable(stage, node).length === 0, RETRY_MS);
  }
}

/** Pods of DaemonSets stay: their controller does not mind that the node is unschedulable. */
function evictable(stage: RehearsedCluster, node: string): readonly Pod[] {
  return movablePodsOn(stage, node).filter((pod) => !isPodFinished(pod));
}

function evict(stage: RehearsedCluster, { metadata }: Pod): string | undefined {
  if (metadata.deletionTimestamp !== undefined) return undefined;
  const { name, namespace } = metadata;
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  try {
    stage.client.resource('pods').createSubresource('eviction', name, namespace!, body as never);
    return undefined;
  } catch (error) {
    if (isStatusError(error, 'NotFound')) return undefined;
    if (isStatusError(error, 'TooManyRequests') || isStatusError(error, 'InternalError')) return error.message;
    throw error;
  }
}
