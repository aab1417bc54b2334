/**
 * One look at one Job: its pods counted, the verdict, the status that grows while it is written.
 *
 * Upstream: pkg/controller/job/job_controller.go (syncJobCtx)
 */
import type { Job, JobCondition, JobStatus } from '../../apimachinery/api/batch-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { parseTime } from '../../apimachinery/time';
import { isPodActive } from '../pods/pod-state';
import { CompletionIndexes } from './completion-indexes';
import { newCondition } from './conditions';
import { afterPods, type FailureRecord } from './failure-backoff';
import { completionIndex, isFailed, isIndexed, isSuspended, restartedTooOften } from './job-pods';
import { judgeFailure } from './pod-failure-policy';
import { isTracked, type UntrackedPods } from './pod-tracking';

export class JobLook {
  readonly active: readonly Pod[];
  /** Pods still to be counted: tracked, and not known as counted. */
  readonly uncounted: readonly Pod[];
  /** Uids of pods that the status names already. */
  readonly noted: { readonly succeeded: ReadonlySet<string>; readonly failed: ReadonlySet<string> };
  readonly failures: FailureRecord;
  /** How many have succeeded, pods included that are not counted yet. */
  readonly succeeded: number;
  readonly failed: number;
  readonly completedBefore: CompletionIndexes;
  readonly completed: CompletionIndexes;

  constructor(
    readonly job: Job,
    readonly pods: readonly Pod[],
    untracked: UntrackedPods,
    failuresBefore: FailureRecord,
    readonly nowMs: number,
  ) {
    const { status = {} } = job;
    const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
    this.active = pods.filter(isPodActive);
    this.uncounted = pods.filter((pod) => isTracked(pod) && !untracked.has(pod));
    this.noted = { succeeded: new Set(succeeded), failed: new Set(failed) };
    const valid = this.uncounted.filter((pod) => !isIndexed(job) || completionIndex(job, pod) !== undefined);
    const newSucceeded = valid.filter(
      ({ metadata, status }) => status?.phase === 'Succeeded' && !this.noted.succeeded.has(metadata.uid),
    );
    const newFailed = valid.filter((pod) => isFailed(job, pod) && !this.noted.failed.has(pod.metadata.uid));
    this.failures = afterPods(failuresBefore, newSucceeded, newFailed);
    this.failed =
      (status.failed ?? 0) + newFailed.filter((pod) => judgeFailure(job, pod).counts).length + this.noted.failed.size;
    this.completedBefore = CompletionIndexes.parse(status.completedIndexes, job.spec?.completions ?? 0);
    this.completed = isIndexed(job) ? this.completedBefore.with(this.#newIndexes()) : this.completedBefore;
    this.succeeded = isIndexed(job)
      ? this.completed.size
      : (status.succeeded ?? 0) + newSucceeded.length + this.noted.succeeded.size;
  }

  /** Why the Job is to end now, if it is. */
  verdict(status: JobStatus): JobCondition | undefined {
    const { job, nowMs } = this;
    const target = status.conditions?.find(({ type }) => type === 'FailureTarget');
    if (target) return newCondition('Failed', nowMs, { reason: target.reason, message: target.message });
    for (const pod of this.pods.filter((pod) => isFailed(job, pod))) {
      const { failsJob: message } = judgeFailure(job, pod);
      if (message !== undefined) return newCondition('FailureTarget', nowMs, { reason: 'PodFailurePolicy', message });
    }
    if (this.failed > (job.spec?.backoffLimit ?? 6) || restartedTooOften(job, this.pods)) {
      const message = 'Job has reached the specified backoff limit';
      return newCondition('Failed', nowMs, { reason: 'BackoffLimitExceeded', message });
    }
    const leftMs = this.deadlineLeftMs(status);
    if (leftMs === undefined || leftMs > 0) return undefined;
    const message = 'Job was active longer than specified deadline';
    return newCondition('Failed', nowMs, { reason: 'DeadlineExceeded', message });
  }

  /** How long the Job may still be active; undefined while no deadline counts. */
  deadlineLeftMs({ startTime }: JobStatus): number | undefined {
    const { activeDeadlineSeconds } = this.job.spec ?? {};
    if (activeDeadlineSeconds === undefined || startTime === undefined || isSuspended(this.job)) return undefined;
    return parseTime(startTime) + activeDeadlineSeconds * 1000 - this.nowMs;
  }

  #newIndexes(): number[] {
    return this.pods
      .filter((pod) => pod.status?.phase === 'Succeeded' && isTracked(pod))
      .map((pod) => completionIndex(this.job, pod))
      .filter((index): index is number => index !== undefined);
  }
}
