/**
 * Counts each pod of a Job exactly once: its uid is first noted in the status, then its finalizer goes, then the counter rises.
 *
 * Upstream: pkg/controller/job/job_controller.go (trackJobStatusAndRemoveFinalizers)
 */
import type { Job, JobCondition, JobStatus } from '../../apimachinery/api/batch-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import type { ResourceClient } from '../../client/client';
import { newCondition, withCondition } from './conditions';
import type { JobLook } from './job-look';
import { completionIndex, isFailed, isIndexed } from './job-pods';
import { judgeFailure } from './pod-failure-policy';
import { untrack, type UntrackedPods } from './pod-tracking';

/** Uids in a status, at most. */
const MAX_UNCOUNTED = 500;

export interface JobAccountsParts {
  readonly jobs: ResourceClient<Job>;
  readonly pods: ResourceClient<Pod>;
  readonly untracked: UntrackedPods;
  /** Called once the pods that ended are noted. */
  noted(): void;
}

export class JobAccounts {
  #job: Job;
  #status: JobStatus;
  #flush = false;

  constructor(
    private readonly parts: JobAccountsParts,
    private readonly look: JobLook,
    status: JobStatus,
  ) {
    this.#job = look.job;
    this.#status = status;
  }

  /**
   * @param finished why the Job ends
   * @param flush whether the status has something to tell besides
   * @returns the Job with the condition that it ended with, if it has
   * @throws StatusError
   */
  settle(
    finished: JobCondition | undefined,
    flush: boolean,
  ): { readonly job: Job; readonly condition: JobCondition } | undefined {
    const { look } = this;
    this.#flush = flush;
    const tracked = new Set(look.uncounted.map(({ metadata }) => metadata.uid));
    this.#countUntracked(tracked);
    const counted = this.#note(finished);
    let condition = finished;
    if (finished?.type === 'FailureTarget') {
      // Told before the pods go, so that the reason cannot be lost.
      this.#change({ conditions: [...(this.#status.conditions ?? []), finished] });
      condition = newCondition('Failed', look.nowMs, { reason: finished.reason, message: finished.message });
    }
    if (this.#flush) {
      this.#write();
      this.parts.noted();
    }
    this.#untrack(counted.pods, tracked);
    const ends = condition !== undefined && !counted.more && this.#isSettled();
    if (ends) this.#finish(condition!);
    if (this.#flush) this.#write();
    return ends ? { job: this.#job, condition: condition! } : undefined;
  }

  #change(changes: JobStatus): void {
    this.#status = { ...this.#status, ...changes };
    this.#flush = true;
  }

  #write(): void {
    this.#job = this.parts.jobs.updateStatus({ ...this.#job, status: this.#status });
    this.#flush = false;
  }

  #isSettled(): boolean {
    const { succeeded = [], failed = [] } = this.#status.uncountedTerminatedPods ?? {};
    return succeeded.length === 0 && failed.length === 0;
  }

  #finish(condition: JobCondition): void {
    const conditions = withCondition(this.#status.conditions ?? [], condition);
    const completionTime = condition.type === 'Complete' ? { completionTime: condition.lastTransitionTime } : {};
    this.#change({ conditions, ...completionTime });
  }

  /** Noted pods without finalizer are counted. @param tracked uids of those that have it */
  #countUntracked(tracked: ReadonlySet<string>): void {
    const { succeeded = [], failed = [] } = this.#status.uncountedTerminatedPods ?? {};
    const stillSucceeded = succeeded.filter((uid) => tracked.has(uid));
    const stillFailed = failed.filter((uid) => tracked.has(uid));
    const [newSucceeded, newFailed] = [succeeded.length - stillSucceeded.length, failed.length - stillFailed.length];
    if (newSucceeded === 0 && newFailed === 0) return;
    this.#change({
      ...(newSucceeded > 0 ? { succeeded: (this.#status.succeeded ?? 0) + newSucceeded } : {}),
      ...(newFailed > 0 ? { failed: (this.#status.failed ?? 0) + newFailed } : {}),
      uncountedTerminatedPods: uncountedOf(stillSucceeded, stillFailed),
    });
  }

  /** Notes the pods that have ended. Answers them, and whether there are more than can be noted at once. */
  #note(finished: JobCondition | undefined): { readonly pods: readonly Pod[]; readonly more: boolean } {
    const { look } = this;
    const { job } = look;
    const before = this.#status.uncountedTerminatedPods ?? {};
    const [succeeded, failed] = [[...(before.succeeded ?? [])], [...(before.failed ?? [])]];
    const indexes: number[] = [];
    const pods: Pod[] = [];
    let more = false;
    for (const pod of this.#inOrder()) {
      const { uid } = pod.metadata;
      const success = pod.status?.phase === 'Succeeded';
      const failure = isFailed(job, pod);
      const leaves = job.metadata.deletionTimestamp !== undefined || finished !== undefined || success || failure;
      if (!leaves) continue;
      pods.push(pod);
      const index = completionIndex(job, pod);
      if (success && !look.noted.failed.has(uid)) {
        if (isIndexed(job)) {
          if (index !== undefined && !look.completedBefore.has(index)) indexes.push(index);
        } else if (!look.noted.succeeded.has(uid)) succeeded.push(uid);
      } else if ((failure || finished) && !look.noted.failed.has(uid) && (!isIndexed(job) || index !== undefined)) {
        if (judgeFailure(job, pod).counts) failed.push(uid);
      }
      more = indexes.length + succeeded.length + failed.length >= MAX_UNCOUNTED;
      if (more) break;
    }
    const grown = succeeded.length + failed.length > (before.succeeded?.length ?? 0) + (before.failed?.length ?? 0);
    if (grown) this.#change({ uncountedTerminatedPods: uncountedOf(succeeded, failed) });
    if (isIndexed(job)) this.#noteIndexes(indexes);
    return { pods, more };
  }

  #inOrder(): readonly Pod[] {
    const { job, uncounted } = this.look;
    if (!isIndexed(job)) return uncounted;
    const index = (pod: Pod): number => completionIndex(job, pod) ?? Infinity;
    return [...uncounted].sort((a, b) => (index(a) === index(b) ? 0 : index(a) - index(b)));
  }

  /** The indexes say enough: succeeded pods need no noting besides. */
  #noteIndexes(added: readonly number[]): void {
    const completed = this.look.completed.with(added);
    const completedIndexes = completed.toString();
    if (completedIndexes !== (this.#status.completedIndexes ?? '') || added.length > 0) this.#flush = true;
    const counts = { completedIndexes: completedIndexes || undefined, succeeded: completed.size || undefined };
    this.#status = { ...this.#status, ...counts };
  }

  /** @throws StatusError after what could be done is written */
  #untrack(pods: readonly Pod[], tracked: Set<string>): void {
    let failure: unknown;
    for (const pod of pods) {
      this.parts.untracked.expect(pod);
      try {
        untrack(this.parts.pods, pod);
        tracked.delete(pod.metadata.uid);
      } catch (error) {
        this.parts.untracked.giveUp(pod);
        failure ??= error;
      }
    }
    this.#countUntracked(tracked);
    if (failure === undefined) return;
    if (this.#flush) this.#write();
    throw failure;
  }
}

function uncountedOf(succeeded: readonly string[], failed: readonly string[]): JobStatus['uncountedTerminatedPods'] {
  return { ...(succeeded.length > 0 ? { succeeded } : {}), ...(failed.length > 0 ? { failed } : {}) };
}
