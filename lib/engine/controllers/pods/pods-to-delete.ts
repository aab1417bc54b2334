/**
 * Which pods go first when there are too many.
 *
 * Upstream: pkg/controller/controller_utils.go (ActivePodsWithRanks), pkg/controller/replicaset/replica_set.go (getPodsToDelete)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { parseTime } from '../../apimachinery/time';
import { compareProgress, readySinceMs } from './active-pods';
import { isPodReady, maxRestarts } from './pod-state';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

/** @param podsOnNode how many pods of the same owner run on each node: crowded nodes give theirs first */
export function podsToDelete(
  pods: readonly Pod[],
  count: number,
  podsOnNode: ReadonlyMap<string, number>,
  nowMs: number,
): readonly Pod[] {
  if (count >= pods.length) return pods;
  const ranked = pods.map((pod) => ({ pod, rank: podsOnNode.get(pod.spec?.nodeName ?? '') ?? 0 }));
  return ranked
    .sort((a, b) => compare(a, b, nowMs))
    .slice(0, count)
    .map(({ pod }) => pod);
}

interface Ranked {
  readonly pod: Pod;
  readonly rank: number;
}

/** The first difference decides; below 0: `a` goes before `b`. */
function compare(a: Ranked, b: Ranked, nowMs: number): number {
  return (
    compareProgress(a.pod, b.pod) ||
    costOf(a.pod) - costOf(b.pod) ||
    b.rank - a.rank ||
    compareReadyTime(a.pod, b.pod, nowMs) ||
    maxRestarts(b.pod) - maxRestarts(a.pod) ||
    compareAge(a.pod, b.pod, createdAt, nowMs)
  );
}

function costOf(pod: Pod): number {
  const cost = Number(pod.metadata.annotations?.[DELETION_COST] ?? 0);
  return Number.isInteger(cost) ? cost : 0;
}

/** What has been ready for a shorter time goes first. */
function compareReadyTime(a: Pod, b: Pod, nowMs: number): number {
  return isPodReady(a) && isPodReady(b) ? compareAge(a, b, readySinceMs, nowMs) : 0;
}

function createdAt(pod: Pod): number {
  return parseTime(pod.metadata.creationTimestamp);
}

/** The younger first. Ages count in powers of two; of pods about as old, the uid decides, which is as good as chance. */
function compareAge(a: Pod, b: Pod, timeOf: (pod: Pod) => number, nowMs: number): number {
  const [aMs, bMs] = [timeOf(a), timeOf(b)];
  if (aMs === bMs) return 0;
  if (aMs === 0 || bMs === 0) return aMs === 0 ? -1 : 1;
  return magnitude(nowMs - aMs) - magnitude(nowMs - bMs) || (a.metadata.uid < b.metadata.uid ? -1 : 1);
}

/** The binary logarithm of an age in nanoseconds. */
function magnitude(ageMs: number): number {
  return ageMs <= 0 ? -1 : Math.floor(Math.log2(ageMs * 1e6));
}
