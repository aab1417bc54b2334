/**
 * Which pods' metrics count: those of ready pods; what others would use is guessed.
 *
 * Upstream: pkg/controller/podautoscaler/replica_calculator.go (groupPods)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { parseTime } from '../../apimachinery/time';
import { podCondition } from '../pods/pod-state';
import type { PodMetric, PodMetricsInfo } from './pod-metrics';

/** When metrics of young pods are believed. */
export interface Readiness {
  /** So long after its start a pod's cpu counts only if it was measured while it was ready. */
  readonly cpuInitializationPeriodMs: number;
  /** A pod that turned unready within this time of its start has never been ready. */
  readonly initialReadinessDelayMs: number;
}

export interface PodGroups {
  readonly readyCount: number;
  /** Not yet, or not now, at work. */
  readonly unready: ReadonlySet<string>;
  /** At work, without metrics. */
  readonly missing: ReadonlySet<string>;
  /** Going or failed. */
  readonly ignored: ReadonlySet<string>;
}

/** @param resource '' for metrics that are no resource */
export function groupPods(
  pods: readonly Pod[],
  metrics: PodMetricsInfo,
  resource: string,
  readiness: Readiness,
  nowMs: number,
): PodGroups {
  const [unready, missing, ignored] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let readyCount = 0;
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    const metric = metrics.get(name);
    const phase = pod.status?.phase;
    if (deletionTimestamp !== undefined || phase === 'Failed') ignored.add(name);
    else if (phase === 'Pending') unready.add(name);
    else if (!metric) missing.add(name);
    else if (resource === 'cpu' && !cpuCounts(pod, metric, readiness, nowMs)) unready.add(name);
    else readyCount++;
  }
  return { readyCount, unready, missing, ignored };
}

/** What a pod burns while it starts says nothing of its load. */
function cpuCounts(
  pod: Pod,
  { timestampMs, windowMs }: PodMetric,
  { cpuInitializationPeriodMs, initialReadinessDelayMs }: Readiness,
  nowMs: number,
): boolean {
  const ready = podCondition(pod, 'Ready');
  const startTime = pod.status?.startTime;
  if (!ready || startTime === undefined) return false;
  const startedMs = parseTime(startTime);
  const changedMs = ready.lastTransitionTime === undefined ? 0 : parseTime(ready.lastTransitionTime);
  const unready = ready.status === 'False';
  if (startedMs + cpuInitializationPeriodMs > nowMs) return !unready && timestampMs >= changedMs + windowMs;
  return !(unready && startedMs + initialReadinessDelayMs > changedMs);
}
