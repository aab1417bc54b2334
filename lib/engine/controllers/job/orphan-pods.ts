/**
 * Frees pods that no Job counts any more of the finalizer that keeps them.
 *
 * Watches: Pods, Jobs. Writes: Pods' finalizers.
 * Upstream: pkg/controller/job/job_controller.go (syncOrphanPod)
 */
import type { Job } from '../../apimachinery/api/batch-v1';
import type { Pod } from '../../apimachinery/api/core-v1';
import { controllerOf, isControlledBy, keyOf } from '../../apimachinery/object-meta';
import { ReconcilingController, type ControllerContext } from '../../client/controller';
import type { Informer } from '../../client/informer';
import type { WorkQueueOptions } from '../../client/work-queue';
import { isJobFinished } from './conditions';
import { isTracked, untrack } from './pod-tracking';

/** How what the API server refused is tried again. */
export const JOB_BACKOFF: WorkQueueOptions = { baseDelayMs: 1_000, maxDelayMs: 60_000 };

export class OrphanPods extends ReconcilingController {
  readonly name = 'job-controller';
  readonly #pods: Informer<Pod>;
  readonly #jobs: Informer<Job>;

  constructor(context: ControllerContext) {
    super(context);
    this.#pods = context.informers.of<Pod>('pods');
    this.#jobs = context.informers.of<Job>('batch/jobs');
  }

  protected override get queueOptions(): WorkQueueOptions {
    return JOB_BACKOFF;
  }

  start(): void {
    const consider = (pod: Pod): void => {
      if (!isTracked(pod)) return;
      const leaving = pod.metadata.deletionTimestamp !== undefined;
      if (!controllerOf(pod) || (leaving && !this.#isCounted(pod))) this.queue.add(keyOf(pod));
    };
    this.#pods.addHandlers({ added: consider, updated: (_before, after) => consider(after) });
    this.#jobs.addHandlers({
      deleted: (job) => {
        const own = this.#pods.list(job.metadata.namespace).filter((pod) => isControlledBy(pod, job));
        for (const pod of own) if (isTracked(pod)) this.queue.add(keyOf(pod));
      },
    });
  }

  reconcile(key: string): void {
    const pod = this.#pods.get(key);
    if (pod && !this.#isCounted(pod)) untrack(this.context.client.resource<Pod>('pods'), pod);
  }

  /** Whether a Job will look at the pod yet. */
  #isCounted(pod: Pod): boolean {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'Job') return false;
    const job = this.#jobs.get(`${pod.metadata.namespace}/${owner.name}`);
    return job?.metadata.uid === owner.uid && !isJobFinished(job);
  }
}
