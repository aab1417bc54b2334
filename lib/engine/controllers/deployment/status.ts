/**
 * A Deployment's status from its ReplicaSets, and how far a rollout has come.
 *
 * Upstream: pkg/controller/deployment/sync.go (calculateStatus), progress.go, util/deployment_util.go
 */
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../apimachinery/api/apps-v1';
import { parseTime } from '../../apimachinery/time';
import { conditionOf, hasProgressDeadline, newCondition, withCondition, withoutCondition } from './conditions';
import { maxUnavailable, replicasOf } from './fenceposts';
import { totalOf, totalSize, type ReplicaSets } from './replica-sets';

const COMPLETE = 'NewReplicaSetAvailable';
export const TIMED_OUT = 'ProgressDeadlineExceeded';

function all({ current, old }: ReplicaSets): ReplicaSet[] {
  return current ? [...old, current] : [...old];
}

/** The numbers, and whether enough pods are available. */
export function calculateStatus(deployment: Deployment, sets: ReplicaSets, nowMs: number): DeploymentStatus {
  const replicaSets = all(sets);
  const available = totalOf(replicaSets, 'availableReplicas');
  const counts = {
    observedGeneration: deployment.metadata.generation ?? 0,
    replicas: totalOf(replicaSets, 'replicas'),
    updatedReplicas: totalOf([sets.current], 'replicas'),
    readyReplicas: totalOf(replicaSets, 'readyReplicas'),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalSize(replicaSets) - available),
  };
  const enough = available >= replicasOf(deployment) - maxUnavailable(deployment);
  const condition = enough
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', nowMs)
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        nowMs,
      );
  const { collisionCount, conditions = [] } = deployment.status ?? {};
  return {
    ...Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0)),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: withCondition(conditions, condition),
  };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus = deployment.status ?? {}): boolean {
  const replicas = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

/** More new pods, fewer old ones, more ready or available ones than the status said so far. */
function hasProgressed({ status: old = {} }: Deployment, status: DeploymentStatus): boolean {
  const grown = (member: 'updatedReplicas' | 'readyReplicas' | 'availableReplicas'): boolean =>
    (status[member] ?? 0) > (old[member] ?? 0);
  const outdated = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus): number => replicas - updatedReplicas;
  return (
    grown('updatedReplicas') || outdated(status) < outdated(old) || grown('readyReplicas') || grown('availableReplicas')
  );
}

function hasTimedOut(deployment: Deployment, status: DeploymentStatus, nowMs: number): boolean {
  const condition = conditionOf(status, 'Progressing');
  if (!condition || condition.reason === COMPLETE) return false;
  if (condition.reason === TIMED_OUT) return true;
  return deadlineMs(deployment, condition) < nowMs;
}

function deadlineMs({ spec }: Deployment, { lastUpdateTime }: DeploymentCondition): number {
  return parseTime(lastUpdateTime ?? '1970-01-01T00:00:00Z') + (spec?.progressDeadlineSeconds ?? 0) * 1000;
}

/** The status of a rollout: `calculateStatus`, with `Progressing` and `ReplicaFailure`. */
export function rolloutStatus(deployment: Deployment, sets: ReplicaSets, nowMs: number): DeploymentStatus {
  const status = calculateStatus(deployment, sets, nowMs);
  const current = conditionOf(deployment.status, 'Progressing');
  let conditions = status.conditions ?? [];
  if (!hasProgressDeadline(deployment)) conditions = withoutCondition(conditions, 'Progressing');
  const wasComplete = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === COMPLETE;
  if (hasProgressDeadline(deployment) && !wasComplete) {
    const { condition, replaces } = progress(deployment, status, sets, nowMs) ?? {};
    if (replaces) conditions = withoutCondition(conditions, 'Progressing');
    if (condition) conditions = withCondition(conditions, condition);
  }
  const failure = replicaFailure(sets);
  conditions = failure ? withCondition(conditions, failure) : withoutCondition(conditions, 'ReplicaFailure');
  return { ...status, conditions };
}

interface Progress {
  readonly condition: DeploymentCondition;
  /** Told anew, even with the same reason: the deadline counts from here. */
  readonly replaces?: boolean;
}

function progress(
  deployment: Deployment,
  status: DeploymentStatus,
  { current: replicaSet }: ReplicaSets,
  nowMs: number,
): Progress | undefined {
  const subject = replicaSet ? `ReplicaSet "${replicaSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  if (isComplete(deployment, status)) {
    const message = `${subject} has successfully progressed.`;
    return { condition: newCondition('Progressing', 'True', COMPLETE, message, nowMs) };
  }
  if (hasProgressed(deployment, status)) {
    const condition = newCondition('Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`, nowMs);
    const before = conditionOf(deployment.status, 'Progressing');
    const lastTransitionTime = before?.status === 'True' ? before.lastTransitionTime : condition.lastTransitionTime;
    return { condition: { ...condition, lastTransitionTime }, replaces: true };
  }
  if (!hasTimedOut(deployment, status, nowMs)) return undefined;
  const message = `${subject} has timed out progressing.`;
  return { condition: newCondition('Progressing', 'False', TIMED_OUT, message, nowMs) };
}

/** The new ReplicaSet's failure, else an old one's. */
function replicaFailure({ current, old }: ReplicaSets): DeploymentCondition | undefined {
  for (const replicaSet of current ? [current, ...old] : old) {
    const condition = replicaSet.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (condition) return { ...condition, lastUpdateTime: condition.lastTransitionTime };
  }
  return undefined;
}

/** When to look whether a rollout is late; undefined when nothing is waited for. In milliseconds from now. */
export function nextProgressCheckMs(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
): number | undefined {
  const condition = conditionOf(deployment.status, 'Progressing');
  if (!hasProgressDeadline(deployment) || !condition) return undefined;
  if (isComplete(deployment, status) || condition.reason === TIMED_OUT) return undefined;
  return Math.max(0, deadlineMs(deployment, condition) - nowMs) + 1000;
}
