/**
 * The other way to update: first all old pods away, then the new ones.
 *
 * Upstream: pkg/controller/deployment/recreate.go
 */
import { isPodFinished } from '../pods/pod-state';
import { replicasOf } from './fenceposts';
import { ensureNewReplicaSet, syncRevision } from './new-replica-set';
import { active, sizeOf, totalOf } from './replica-sets';
import type { Rollout } from './rollout';
import { isComplete } from './status';

/** One step; the status is the caller's to write. */
export function recreate(rollout: Rollout): void {
  syncRevision(rollout);
  const withPods = active(rollout.sets.old);
  for (const replicaSet of withPods) rollout.scale(replicaSet, 0);
  if (withPods.length > 0 || oldPodsRun(rollout)) return;
  ensureNewReplicaSet(rollout);
  const { current } = rollout.sets;
  if (current && sizeOf(current) !== replicasOf(rollout.deployment)) {
    rollout.scale(current, replicasOf(rollout.deployment));
  }
  if (isComplete(rollout.deployment)) rollout.cleanUp();
}

function oldPodsRun({ sets, podsOf }: Rollout): boolean {
  if (totalOf(sets.old, 'replicas') > 0) return true;
  return sets.old.some((replicaSet) => podsOf(replicaSet).some((pod) => !isPodFinished(pod)));
}
