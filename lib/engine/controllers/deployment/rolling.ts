/**
 * A rolling update: new pods within the surge, old ones away as new ones become available.
 *
 * Example: 10 replicas, surge 3, 2 may be missing. The new ReplicaSet starts with 3 (13 in all); 2 old ones go at once (at least 8 must be
 * available, 10 are); each new pod that becomes available lets one more old one go, each that is gone lets one more new one come.
 *
 * Upstream: pkg/controller/deployment/rolling.go
 */
import { byCreation, active, sizeOf, totalOf, totalSize } from './replica-sets';
import { maxUnavailable, replicasOf } from './fenceposts';
import { ensureNewReplicaSet, newReplicaSetSize } from './new-replica-set';
import type { Rollout } from './rollout';
import { isComplete } from './status';

/** One step; the status is the caller's to write. */
export function rollForward(rollout: Rollout): void {
  ensureNewReplicaSet(rollout);
  if (scaleNew(rollout)) return;
  if (scaleOld(rollout)) return;
  if (isComplete(rollout.deployment)) rollout.cleanUp();
}

function scaleNew(rollout: Rollout): boolean {
  const { current } = rollout.sets;
  const replicas = replicasOf(rollout.deployment);
  if (!current || sizeOf(current) === replicas) return false;
  if (sizeOf(current) > replicas) return rollout.scale(current, replicas);
  const size = newReplicaSetSize(rollout);
  return size !== sizeOf(current) && rollout.scale(current, size);
}

function scaleOld(rollout: Rollout): boolean {
  const { current, old } = rollout.sets;
  if (totalSize(old) === 0) return false;
  const minAvailable = replicasOf(rollout.deployment) - maxUnavailable(rollout.deployment);
  const newUnavailable = current ? sizeOf(current) - (current.status?.availableReplicas ?? 0) : 0;
  const most = totalSize(rollout.all) - minAvailable - newUnavailable;
  if (most <= 0) return false;
  const unhealthy = removeUnhealthy(rollout, most);
  return unhealthy !== undefined && unhealthy + removeHealthy(rollout, minAvailable) > 0;
}

/**
 * Old pods that are not available serve nobody: they go first. Answers how many; undefined when a ReplicaSet still reports more
 * available pods than it was last told to have, so that nobody knows which of them serve.
 */
function removeUnhealthy(rollout: Rollout, most: number): number | undefined {
  let removed = 0;
  for (const replicaSet of active(rollout.sets.old).sort(byCreation)) {
    if (removed >= most) break;
    const size = sizeOf(replicaSet);
    const unavailable = size - (replicaSet.status?.availableReplicas ?? 0);
    if (unavailable < 0) return undefined;
    if (unavailable === 0) continue;
    const surplus = Math.min(most - removed, unavailable);
    rollout.scale(replicaSet, size - surplus);
    removed += surplus;
  }
  return removed;
}

/** As many old pods as are available beyond what must stay. Answers how many. */
function removeHealthy(rollout: Rollout, minAvailable: number): number {
  const spare = totalOf(rollout.all, 'availableReplicas') - minAvailable;
  let removed = 0;
  for (const replicaSet of active(rollout.sets.old).sort(byCreation)) {
    if (removed >= spare) break;
    const size = sizeOf(replicaSet);
    const surplus = Math.min(size, spare - removed);
    rollout.scale(replicaSet, size - surplus);
    removed += surplus;
  }
  return removed;
}
