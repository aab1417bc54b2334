/**
 * Deletes Jobs some time after they have finished, where they ask for that.
 *
 * Watches: Jobs. Deletes Jobs.
 * Upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go
 */
import type { Job } from '../apimachinery/api/batch-v1';
import { keyOf, splitKey } from '../apimachinery/object-meta';
import { parseTime } from '../apimachinery/time';
import { ReconcilingController, RetryError, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';

export class TtlAfterFinishedController extends ReconcilingController {
  readonly name = 'ttl-after-finished-controller';
  readonly #jobs: Informer<Job>;

  constructor(context: ControllerContext) {
    super(context);
    this.#jobs = context.informers.of<Job>('batch/jobs');
  }

  start(): void {
    const enqueue = (job: Job): void => {
      if (needsCleanup(job)) this.queue.add(keyOf(job));
    };
    this.#jobs.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
  }

  reconcile(key: string): ReconcileResult | void {
    const job = this.#jobs.get(key);
    if (!job || !needsCleanup(job)) return;
    const leftMs = this.#leftMs(job);
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    const { namespace, name } = splitKey(key);
    const jobs = this.context.client.resource<Job>('jobs', 'batch');
    // The copy may be old, and the Job have got more time since.
    const fresh = jobs.find(name, namespace);
    if (!fresh || !needsCleanup(fresh)) return;
    const freshMs = this.#leftMs(fresh);
    if (freshMs > 0) return { requeueAfterMs: freshMs };
    jobs.delete(name, namespace, { propagationPolicy: 'Foreground', preconditions: { uid: fresh.metadata.uid } });
  }

  /** @throws RetryError where the Job does not say when it finished */
  #leftMs({ metadata, spec, status }: Job): number {
    const finishedAt = status?.conditions?.find(isFinish)?.lastTransitionTime;
    if (!finishedAt) {
      const job = `${metadata.namespace}/${metadata.name}`;
      throw new RetryError(`unable to find the time when the Job ${job} finished`);
    }
    return parseTime(finishedAt) + (spec?.ttlSecondsAfterFinished ?? 0) * 1000 - this.context.clock.now();
  }
}

type JobCondition = NonNullable<NonNullable<Job['status']>['conditions']>[number];

function isFinish({ type, status }: JobCondition): boolean {
  return (type === 'Complete' || type === 'Failed') && status === 'True';
}

function needsCleanup({ metadata, spec, status }: Job): boolean {
  if (metadata.deletionTimestamp !== undefined || spec?.ttlSecondsAfterFinished === undefined) return false;
  return status?.conditions?.some(isFinish) ?? false;
}
