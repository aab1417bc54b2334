/**
 * How long a Job waits before it replaces failed pods: 10 s after the first failure, doubled with each further one up to 10 minutes; a
 * success ends the count.
 *
 * Upstream: pkg/controller/job/backoff_utils.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { parseTime } from '../../apimachinery/time';
import { podCondition } from '../pods/pod-state';

const FIRST_MS = 10_000;
const MAX_MS = 10 * 60_000;

export interface FailureRecord {
  /** Failures since the last success. */
  readonly failures: number;
  readonly lastFailureMs: number;
}

export const NO_FAILURES: FailureRecord = { failures: 0, lastFailureMs: 0 };

/** The record after some pods have ended. */
export function afterPods(before: FailureRecord, succeeded: readonly Pod[], failed: readonly Pod[]): FailureRecord {
  const failures = failed.map(finishedMs);
  if (succeeded.length === 0) {
    if (failures.length === 0) return before;
    return { failures: before.failures + failures.length, lastFailureMs: Math.max(...failures) };
  }
  const lastSuccessMs = Math.max(...succeeded.map(finishedMs));
  const since = failures.filter((failedMs) => failedMs > lastSuccessMs);
  return since.length === 0 ? NO_FAILURES : { failures: since.length, lastFailureMs: Math.max(...since) };
}

/** How long there is still to wait, in milliseconds. */
export function remainingMs({ failures, lastFailureMs }: FailureRecord, nowMs: number): number {
  if (failures === 0) return 0;
  const delayMs = Math.min(FIRST_MS * 2 ** Math.min(failures - 1, 30), MAX_MS);
  return Math.max(0, lastFailureMs + delayMs - nowMs);
}

/** When the pod ended: by its containers, else by its readiness, else by its deletion. */
function finishedMs(pod: Pod): number {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) => state?.terminated?.finishedAt);
  // Times that nobody has told are null.
  if (ends.length > 0 && ends.every(Boolean)) return Math.max(...ends.map((end) => parseTime(end!)));
  const ready = podCondition(pod, 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime) return parseTime(ready.lastTransitionTime);
  if (deletionTimestamp !== undefined) return parseTime(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return parseTime(creationTimestamp);
}
