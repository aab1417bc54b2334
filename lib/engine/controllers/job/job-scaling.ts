/**
 * Brings a Job's running pods to the number that it wants now.
 *
 * Upstream: pkg/controller/job/job_controller.go (manageJob, deleteJobPods, deleteActivePods)
 */
import type { Job } from '../../apimachinery/api/batch-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { keyOf } from '../../apimachinery/object-meta';
import { isStatusError } from '../../apimachinery/status-error';
import type { Client } from '../../client/client';
import type { Expectations } from '../pods/expectations';
import { isNamespaceTerminating, type PodControl } from '../pods/pod-control';
import { isPodTerminating } from '../pods/pod-state';
import { slowStart } from '../pods/slow-start';
import { remainingMs } from './failure-backoff';
import type { JobLook } from './job-look';
import { completionIndex, isIndexed, isSuspended, podOverrides, podsToRemove, replacesOnlyFailed } from './job-pods';
import { untrack } from './pod-tracking';

/** Pods made or taken away at once, at most. */
const MAX_PODS_PER_SYNC = 500;

export interface Scaled {
  /** Pods that run now. */
  readonly active: number;
  readonly failure?: unknown;
  /** Failed pods are replaced after this time. */
  readonly waitMs?: number;
}

export class JobScaling {
  constructor(
    private readonly client: Client,
    private readonly podControl: PodControl,
    private readonly expectations: Expectations,
  ) {}

  /** Makes what is missing, or takes away what is too much. */
  scale(look: JobLook): Scaled {
    const { job, active } = look;
    if (isSuspended(job)) return this.#remove(look, podsToRemove(job, active, active.length));
    const wanted = wantedActive(look);
    const surplus = podsToRemove(job, active, Math.max(0, active.length - wanted)).slice(0, MAX_PODS_PER_SYNC);
    if (surplus.length > 0) return this.#remove(look, surplus);
    const leaving = replacesOnlyFailed(job) ? look.pods.filter(isPodTerminating).length : 0;
    const missing = wanted - leaving - active.length;
    return missing > 0 ? this.#create(look, Math.min(missing, MAX_PODS_PER_SYNC)) : { active: active.length };
  }

  /** Deletes all running pods of a Job that has failed; they keep their finalizer until they are counted. */
  deleteActive({ job, active }: JobLook): Scaled {
    return this.#deleteEach(job, active, active.length, () => undefined);
  }

  #create(look: JobLook, missing: number): Scaled {
    const { job, active } = look;
    const waitMs = remainingMs(look.failures, look.nowMs);
    if (waitMs > 0) return { active: 0, waitMs };
    const indexes = isIndexed(job) ? missingIndexes(look, missing) : undefined;
    const count = indexes?.length ?? missing;
    const key = keyOf(job);
    this.expectations.expectCreations(key, count);
    const { done, failure } = slowStart(count, (index) => {
      try {
        this.podControl.create(job, job.spec!.template, podOverrides(job, indexes?.[index]));
      } catch (error) {
        // Everything in a namespace that goes will fail; there is no point in telling.
        if (!isNamespaceTerminating(error)) throw error;
      }
    });
    for (let skipped = done; skipped < count; skipped++) this.expectations.creationObserved(key);
    return { active: active.length + done, failure };
  }

  /** Takes pods away that nobody is to count. */
  #remove({ job, active }: JobLook, pods: readonly Pod[]): Scaled {
    const key = keyOf(job);
    this.expectations.expectDeletions(key, pods.map(keyOf));
    const failed = (pod: Pod): void => this.expectations.deletionObserved(key, keyOf(pod));
    const resource = this.client.resource<Pod>('pods');
    return this.#deleteEach(job, pods, active.length, failed, (pod) => untrack(resource, pod));
  }

  #deleteEach(
    job: Job,
    pods: readonly Pod[],
    active: number,
    failed: (pod: Pod) => void,
    before: (pod: Pod) => void = () => undefined,
  ): Scaled {
    let left = active - pods.length;
    let failure: unknown;
    for (const pod of pods) {
      try {
        before(pod);
        this.podControl.delete(job, pod);
      } catch (error) {
        failed(pod);
        if (isStatusError(error, 'NotFound')) continue;
        left++;
        failure ??= error;
      }
    }
    return { active: left, failure };
  }
}

/** Never more than are still to succeed; a work queue (no completions) takes no more pods after its first success. */
function wantedActive({ job, active, succeeded }: JobLook): number {
  const { completions, parallelism = 1 } = job.spec ?? {};
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(completions - succeeded, parallelism));
}

function missingIndexes({ job, active, pods, completed }: JobLook, count: number): number[] {
  const held = replacesOnlyFailed(job) ? [...active, ...pods.filter(isPodTerminating)] : active;
  const indexes = held.map((pod) => completionIndex(job, pod)).filter((index): index is number => index !== undefined);
  return completed.with(indexes).firstMissing(count, job.spec?.completions ?? 0);
}
