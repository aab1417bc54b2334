/**
 * A StatefulSet's status from its pods.
 *
 * Upstream: pkg/controller/statefulset/stateful_set_control.go (updateStatus), stateful_set_utils.go (completeRollingUpdate, inconsistentStatus)
 */
import type { StatefulSet, StatefulSetStatus } from '../../apimachinery/api/apps-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { isPodAvailable, isPodReady } from '../pods/pod-state';
import { podRevision, replicasOf } from './pod-identity';
import type { Revisions } from './revisions';

export function isCreated({ status }: Pod): boolean {
  return (status?.phase ?? '') !== '';
}

export function isTerminating({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isPodReady(pod);
}

export function isHealthy(pod: Pod): boolean {
  return isRunningAndReady(pod) && !isTerminating(pod);
}

export type Counts = {
  readonly replicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  readonly currentReplicas: number;
  readonly updatedReplicas: number;
};

export function countPods(
  set: StatefulSet,
  { current, update }: Revisions,
  pods: readonly Pod[],
  nowMs: number,
): Counts {
  const count = (holds: (pod: Pod) => boolean): number => pods.filter(holds).length;
  const { minReadySeconds = 0 } = set.spec ?? {};
  const has = (revision: string) => (pod: Pod) =>
    isCreated(pod) && !isTerminating(pod) && podRevision(pod) === revision;
  return {
    replicas: count(isCreated),
    readyReplicas: count(isRunningAndReady),
    availableReplicas: count((pod) => isRunningAndReady(pod) && isPodAvailable(pod, minReadySeconds, nowMs)),
    currentReplicas: count(has(current.metadata.name)),
    updatedReplicas: count(has(update.metadata.name)),
  };
}

/** The status; once all pods have the new revision it is the current one. */
export function statefulSetStatus(set: StatefulSet, revisions: Revisions, counts: Counts): StatefulSetStatus {
  const { replicas, readyReplicas, updatedReplicas, availableReplicas } = counts;
  const wanted = replicasOf(set);
  const complete =
    set.spec?.updateStrategy?.type === 'RollingUpdate' &&
    updatedReplicas === wanted &&
    readyReplicas === wanted &&
    replicas === wanted;
  const updateRevision = revisions.update.metadata.name;
  const currentReplicas = complete ? updatedReplicas : counts.currentReplicas;
  const optional = { readyReplicas, currentReplicas, updatedReplicas };
  return {
    observedGeneration: set.metadata.generation ?? 0,
    replicas,
    ...Object.fromEntries(Object.entries(optional).filter(([, count]) => count !== 0)),
    currentRevision: complete ? updateRevision : revisions.current.metadata.name,
    updateRevision,
    collisionCount: revisions.collisionCount,
    availableReplicas,
  };
}

/** Whether the status says something new. */
export function statusDiffers({ status: old }: StatefulSet, status: StatefulSetStatus): boolean {
  const counts = ['replicas', 'currentReplicas', 'readyReplicas', 'updatedReplicas', 'availableReplicas'] as const;
  return (
    (status.observedGeneration ?? 0) > (old?.observedGeneration ?? 0) ||
    counts.some((member) => (status[member] ?? 0) !== (old?.[member] ?? 0)) ||
    status.currentRevision !== old?.currentRevision ||
    status.updateRevision !== old?.updateRevision
  );
}
