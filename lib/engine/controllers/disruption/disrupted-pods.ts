/**
 * Pods that evictions have promised to take away: for two minutes they count as gone.
 *
 * Upstream: pkg/controller/disruption/disruption.go (buildDisruptedPodMap, countHealthyPods)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { parseTime } from '../../apimachinery/time';
import { isPodReady } from '../pods/pod-state';

/** How long an eviction may take until the pod is on its way. */
const DELETION_TIMEOUT_MS = 2 * 60_000;

export type DisruptedPods = Readonly<Record<string, string>>;

export interface Disruptions {
  /** Those still to be waited for. */
  readonly awaited: DisruptedPods;
  /** Those that should have gone long ago. */
  readonly overdue: readonly Pod[];
  /** When to look again. */
  readonly recheckAtMs?: number;
}

/** @param disrupted what the budget's status says so far */
export function disruptionsOf(pods: readonly Pod[], disrupted: DisruptedPods, nowMs: number): Disruptions {
  const awaited: Record<string, string> = {};
  const overdue: Pod[] = [];
  let recheckAtMs = Infinity;
  for (const pod of pods) {
    const since = disrupted[pod.metadata.name];
    if (since === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    const expectedMs = parseTime(since) + DELETION_TIMEOUT_MS;
    if (expectedMs < nowMs) {
      overdue.push(pod);
      continue;
    }
    awaited[pod.metadata.name] = since;
    recheckAtMs = Math.min(recheckAtMs, expectedMs);
  }
  return { awaited, overdue, ...(recheckAtMs === Infinity ? {} : { recheckAtMs }) };
}

/** The pods that are ready and stay. */
export function countHealthy(pods: readonly Pod[], awaited: DisruptedPods, nowMs: number): number {
  return pods.filter((pod) => {
    const since = awaited[pod.metadata.name];
    const leaving = since !== undefined && parseTime(since) + DELETION_TIMEOUT_MS > nowMs;
    return pod.metadata.deletionTimestamp === undefined && !leaving && isPodReady(pod);
  }).length;
}
