/** When a node dies: how soon is it noticed, are its pods evicted, and is everything ready elsewhere? */
import type { Node } from '../../engine/apimachinery/api/core-v1';
import { busiestNode } from '../busiest-node';
import { duration, type Row } from '../check-report';
import { movablePodsOn } from '../movable-pods';
import { settle } from '../readiness';
import type { Rehearsal } from '../rehearsal';
import type { RehearsedCluster } from '../rehearsed-cluster';
import { isAvailable, type WorkloadObject } from '../workload';
import { whyNotReady } from '../why-not-ready';

const DETECTED_WITHIN_MS = 5 * 60_000;
/** Pods tolerate a lost node for 5 minutes unless they say otherwise. */
const REPLACED_WITHIN_MS = 20 * 60_000;

export const nodeDead: Rehearsal = {
  name: 'node-dead',
  question: 'Is a node that dies survived?',
  run(stage) {
    settle(stage);
    const node = busiestNode(stage);
    return node === undefined ? [] : lose(stage, node);
  },
};

function lose(stage: RehearsedCluster, node: string): Row[] {
  // A pod of a DaemonSet goes with its node.
  const workloads = stage.workloads().filter((it) => it.kind !== 'DaemonSet' && isAvailable(it));
  const startMs = stage.now();
  stage.cluster.faults.nodeDown(node);
  const detected = stage.waitFor(() => !isNodeReady(stage, node), DETECTED_WITHIN_MS);
  const detectedMs = stage.now() - startMs;
  if (!detected) {
    const why = 'nobody notices: is the node lifecycle controller on?';
    return [stage.namespaceRow('', { verdict: 'breaks', measure: `${node} is dead and counts as ready`, why })];
  }
  stage.waitFor(() => evicted(stage, node), REPLACED_WITHIN_MS);
  const evictedMs = stage.now() - startMs;
  const back = stage.waitFor(() => workloads.every((it) => isAvailable(stage.current(it))), REPLACED_WITHIN_MS);
  const replacedMs = stage.now() - startMs;
  const figures = {
    detectedAfterSeconds: detectedMs / 1000,
    evictedAfterSeconds: evictedMs / 1000,
    replacedAfterSeconds: replacedMs / 1000,
  };
  const measure = `${node}: noticed after ${duration(detectedMs)}, evicted after ${duration(evictedMs)}`;
  if (back) {
    return [
      stage.namespaceRow('', {
        verdict: 'holds',
        measure: `${measure}, replaced after ${duration(replacedMs)}`,
        figures,
      }),
    ];
  }
  return workloads
    .filter((it) => !isAvailable(stage.current(it)))
    .map((it) => stage.row(it, { ...judged(stage, it), measure, figures }));
}

/** The pod of a StatefulSet on a lost node is not replaced before somebody says that the node is gone: at most one of each. */
function judged(stage: RehearsedCluster, workload: WorkloadObject): Pick<Row, 'verdict' | 'why'> {
  if (workload.kind !== 'StatefulSet') return { verdict: 'breaks', why: whyNotReady(stage, stage.current(workload)) };
  return {
    verdict: 'warns',
    why: 'a StatefulSet keeps the place of a pod on a lost node until the node or the pod is deleted by hand',
  };
}

function isNodeReady({ cluster }: RehearsedCluster, name: string): boolean {
  const { status } = cluster.get('Node', name) as Node;
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}

function evicted(stage: RehearsedCluster, node: string): boolean {
  return movablePodsOn(stage, node).every(({ metadata }) => metadata.deletionTimestamp !== undefined);
}
