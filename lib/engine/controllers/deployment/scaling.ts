/**
 * Brings the ReplicaSets to the size of a Deployment that was scaled, also in the middle of a rollout: then in proportion to what
 * each has, so that the risk stays spread.
 *
 * Example: 10 replicas and a surge of 3, in the middle of a rollout 5 old and 8 new; scaled to 20 the old get 4 of the 10 more, the new 6.
 *
 * Upstream: pkg/controller/deployment/sync.go (scale), util/deployment_util.go (GetProportion)
 */
import type { Deployment, ReplicaSet } from '../../apimachinery/api/apps-v1';
import { isRollingUpdate, maxSurge, replicasOf } from './fenceposts';
import { active, bySizeNewer, bySizeOlder, desiredReplicas, maxReplicas, sizeOf, totalSize } from './replica-sets';
import type { Rollout } from './rollout';

/** Whether some ReplicaSet with pods was last sized for another number of replicas. */
export function isScalingEvent(rollout: Rollout): boolean {
  return active(rollout.all).some((replicaSet) => {
    const desired = desiredReplicas(replicaSet);
    return desired !== undefined && desired !== replicasOf(rollout.deployment);
  });
}

export function scaleAll(rollout: Rollout): void {
  const { deployment } = rollout;
  const { current, old } = rollout.sets;
  const only = activeOrLatest(current, old);
  if (only) {
    if (sizeOf(only) !== replicasOf(deployment)) rollout.scale(only, replicasOf(deployment));
    return;
  }
  if (isSaturated(deployment, current)) {
    for (const replicaSet of active(old)) rollout.scale(replicaSet, 0);
    return;
  }
  if (isRollingUpdate(deployment)) scaleInProportion(rollout);
}

/** The one ReplicaSet that has pods; where none has, the new one, or the newest. Undefined when several have. */
function activeOrLatest(current: ReplicaSet | undefined, old: readonly ReplicaSet[]): ReplicaSet | undefined {
  const withPods = active([...old, current]);
  if (withPods.length > 1) return undefined;
  return withPods[0] ?? current ?? old[old.length - 1];
}

/** The new ReplicaSet has all the pods, and they are available. */
function isSaturated(deployment: Deployment, current: ReplicaSet | undefined): boolean {
  if (!current) return false;
  const replicas = replicasOf(deployment);
  return (
    desiredReplicas(current) === replicas &&
    sizeOf(current) === replicas &&
    (current.status?.availableReplicas ?? 0) === replicas
  );
}

function scaleInProportion(rollout: Rollout): void {
  const { deployment } = rollout;
  const replicas = replicasOf(deployment);
  const replicaSets = active(rollout.all);
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  const toAdd = allowed - totalSize(replicaSets);
  if (toAdd > 0) replicaSets.sort(bySizeNewer);
  if (toAdd < 0) replicaSets.sort(bySizeOlder);
  let added = 0;
  const sizes = replicaSets.map((replicaSet) => {
    const share = proportion(replicaSet, deployment, toAdd, added);
    added += share;
    return sizeOf(replicaSet) + share;
  });
  // The largest takes what rounding left.
  if (sizes.length > 0 && toAdd !== 0) sizes[0] = Math.max(0, sizes[0]! + toAdd - added);
  replicaSets.forEach((replicaSet, index) => rollout.scale(replicaSet, sizes[index]!));
}

function proportion(replicaSet: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (sizeOf(replicaSet) === 0 || toAdd === 0 || toAdd === added) return 0;
  const share = shareOf(replicaSet, deployment);
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
}

/** How much larger or smaller the ReplicaSet gets when all grow by the same factor. */
function shareOf(replicaSet: ReplicaSet, deployment: Deployment): number {
  const size = sizeOf(replicaSet);
  const replicas = replicasOf(deployment);
  if (replicas === 0) return -size;
  const before = maxReplicas(replicaSet) ?? deployment.status?.replicas ?? 0;
  const grown = (size * (replicas + maxSurge(deployment))) / before;
  return Math.floor(grown + 0.5) - size;
}
