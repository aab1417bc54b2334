/**
 * Which of some active pods have come less far: nobody misses those so much.
 *
 * Upstream: pkg/controller/controller_utils.go (ActivePods)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { parseTime } from '../../apimachinery/time';
import { isPodReady, maxRestarts, podCondition } from './pod-state';

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

function phaseOf(pod: Pod): number {
  return PHASE_ORDER[pod.status?.phase ?? ''] ?? 0;
}

/** Without a node before with one, pending before running, not ready before ready. */
export function compareProgress(a: Pod, b: Pod): number {
  return (
    Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName)) ||
    phaseOf(a) - phaseOf(b) ||
    Number(isPodReady(a)) - Number(isPodReady(b))
  );
}

/** When the pod became ready; 0 where nobody knows. */
export function readySinceMs(pod: Pod): number {
  const since = podCondition(pod, 'Ready')?.lastTransitionTime;
  return since ? parseTime(since) : 0;
}

/** By progress, then by how long they have been ready, restarts and age. */
export function compareActivePods(a: Pod, b: Pod): number {
  return (
    compareProgress(a, b) ||
    (isPodReady(a) && isPodReady(b) ? youngerFirst(readySinceMs(a), readySinceMs(b)) : 0) ||
    maxRestarts(b) - maxRestarts(a) ||
    youngerFirst(parseTime(a.metadata.creationTimestamp), parseTime(b.metadata.creationTimestamp))
  );
}

/** What has no time counts as the youngest. */
function youngerFirst(aMs: number, bMs: number): number {
  if (aMs === bMs) return 0;
  if (aMs === 0 || bMs === 0) return aMs === 0 ? -1 : 1;
  return bMs - aMs;
}
