/**
 * The status of a ReplicaSet or ReplicationController, from its pods.
 *
 * Upstream: pkg/controller/replicaset/replica_set_utils.go
 */
import type { ReplicaSetCondition, ReplicaSetStatus } from '../../apimachinery/api/apps-v1';
import type { Pod, PodTemplateSpec } from '../../apimachinery/api/core-v1';
import { formatTime } from '../../apimachinery/time';
import { isPodAvailable, isPodReady } from '../pods/pod-state';

export interface ReplicaWorld {
  readonly old: ReplicaSetStatus | undefined;
  readonly generation: number | undefined;
  readonly wanted: number;
  readonly minReadySeconds: number;
  readonly template: PodTemplateSpec | undefined;
  /** The pods that count. */
  readonly pods: readonly Pod[];
  /** Why pods could not be made or taken away. */
  readonly failure: Error | undefined;
  readonly nowMs: number;
}

export function calculateReplicaStatus(world: ReplicaWorld): ReplicaSetStatus {
  const { pods, minReadySeconds, nowMs } = world;
  const labels = Object.entries(world.template?.metadata?.labels ?? {});
  const counts = {
    replicas: pods.length,
    fullyLabeledReplicas: count(pods, ({ metadata }) =>
      labels.every(([key, value]) => metadata.labels?.[key] === value),
    ),
    readyReplicas: count(pods, isPodReady),
    availableReplicas: count(pods, (pod) => isPodAvailable(pod, minReadySeconds, nowMs)),
    observedGeneration: world.generation ?? 0,
  };
  const conditions = conditionsOf(world);
  const { replicas, ...rest } = counts;
  return {
    replicas,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== 0)),
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

function count(pods: readonly Pod[], holds: (pod: Pod) => boolean): number {
  return pods.reduce((sum, pod) => sum + Number(holds(pod)), 0);
}

/** `ReplicaFailure` is there while something fails, with the first reason it had. */
function conditionsOf({ old, pods, wanted, failure, nowMs }: ReplicaWorld): readonly ReplicaSetCondition[] {
  const before = old?.conditions ?? [];
  if (!failure) return before.filter(({ type }) => type !== 'ReplicaFailure');
  if (before.some(({ type }) => type === 'ReplicaFailure')) return before;
  const reason = pods.length < wanted ? 'FailedCreate' : 'FailedDelete';
  const lastTransitionTime = formatTime(nowMs);
  return [...before, { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason, message: failure.message }];
}
