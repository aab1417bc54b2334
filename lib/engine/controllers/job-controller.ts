/**
 * Runs the pods of each Job until enough of them have succeeded, or too many have failed.
 *
 * Watches: Jobs, Pods. Writes: Pods, Jobs' status, Events.
 * Upstream: pkg/controller/job/job_controller.go
 * Differs: `backoffLimitPerIndex`, `maxFailedIndexes` and `podReplacementPolicy` are not looked at, since their feature gates are off in v1.28.
 */
import type { Job, JobCondition, JobStatus } from '../apimachinery/api/batch-v1';
import type { Pod } from '../apimachinery/api/core-v1';
import { selectorOf } from '../apimachinery/labels';
import { isControlledBy, keyOf } from '../apimachinery/object-meta';
import { formatTime, parseTime } from '../apimachinery/time';
import { withMetadata } from '../apiserver/core';
import type { ResourceClient } from '../client/client';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import type { WorkQueueOptions } from '../client/work-queue';
import { isJobFinished, newCondition, withCondition } from './job/conditions';
import { NO_FAILURES, type FailureRecord } from './job/failure-backoff';
import { JobAccounts } from './job/job-accounts';
import { JobLook } from './job/job-look';
import { isSuspended } from './job/job-pods';
import { JobScaling, type Scaled } from './job/job-scaling';
import { JOB_BACKOFF, OrphanPods } from './job/orphan-pods';
import { isTracked, TRACKING_FINALIZER, UntrackedPods } from './job/pod-tracking';
import { followDependents } from './pods/dependent-events';
import { Expectations } from './pods/expectations';
import { claim } from './pods/ownership';
import { PodControl } from './pods/pod-control';
import { DependentIndex } from './pods/dependent-index';
import { isPodReady } from './pods/pod-state';

/** News of pods is looked at together. */
const BATCH_PERIOD_MS = 1_000;

export class JobController extends ReconcilingController {
  readonly name = 'job-controller';
  readonly #jobs: Informer<Job>;
  readonly #pods: Informer<Pod>;
  readonly #podIndex: DependentIndex<Pod>;
  readonly #expectations: Expectations;
  readonly #untracked = new UntrackedPods();
  readonly #failures = new Map<string, FailureRecord>();
  readonly #scaling: JobScaling;
  readonly #orphans: OrphanPods;

  constructor(context: ControllerContext) {
    super(context);
    const { client, events, informers, clock } = context;
    this.#jobs = informers.of<Job>('batch/jobs');
    this.#pods = informers.of<Pod>('pods');
    this.#podIndex = new DependentIndex(this.#pods);
    this.#expectations = new Expectations(clock);
    this.#scaling = new JobScaling(client, new PodControl(client, events), this.#expectations);
    this.#orphans = new OrphanPods(context);
  }

  protected override get queueOptions(): WorkQueueOptions {
    return JOB_BACKOFF;
  }

  start(): void {
    const enqueue = (job: Job): void => this.queue.add(keyOf(job));
    const enqueueBatched = (job: Job): void => this.queue.addAfter(keyOf(job), BATCH_PERIOD_MS);
    this.#jobs.addHandlers({
      added: enqueue,
      updated: (before, after) => {
        if (before.metadata.generation === after.metadata.generation) enqueueBatched(after);
        else enqueue(after);
        this.#followDeadline(before, after);
      },
      deleted: enqueue,
    });
    this.#untracked.follow(this.#pods);
    followDependents(this.#pods, this.#jobs, 'Job', {
      created: (job) => {
        this.#expectations.creationObserved(keyOf(job));
        enqueueBatched(job);
      },
      changed: enqueueBatched,
      deleted: (job, pod) => {
        this.#expectations.deletionObserved(keyOf(job), keyOf(pod));
        enqueueBatched(job);
      },
      lost: enqueueBatched,
      orphaned: (pod) => this.#matching(pod).forEach(enqueueBatched),
    });
    this.#orphans.start();
  }

  override stop(): void {
    super.stop();
    this.#orphans.stop();
  }

  reconcile(key: string): void {
    const job = this.#jobs.get(key);
    if (!job || isJobFinished(job)) {
      this.#failures.delete(key);
      if (!job) this.#expectations.forget(key);
      return;
    }
    const settled = this.#expectations.satisfied(key);
    const pods = this.#claimedPods(job);
    const failures = this.#failures.get(key) ?? NO_FAILURES;
    this.#sync(key, new JobLook(job, pods, this.#untracked, failures, this.context.clock.now()), settled);
  }

  #sync(key: string, look: JobLook, settled: boolean): void {
    const { job, nowMs } = look;
    const before = job.status ?? {};
    const starts = before.startTime === undefined && !isSuspended(job);
    let status: JobStatus = {
      ...before,
      uncountedTerminatedPods: before.uncountedTerminatedPods ?? {},
      ...(starts ? { startTime: formatTime(nowMs) } : {}),
    };
    let finished = look.verdict(status);
    const deadlineMs = look.deadlineLeftMs(status);
    if (!finished && deadlineMs !== undefined) this.queue.addAfter(key, deadlineMs);
    let scaled: Scaled = { active: look.active.length };
    if (finished) {
      scaled = this.#scaling.deleteActive(look);
      // Not before all pods are known and told to go.
      if (scaled.active !== 0 || !settled) finished = undefined;
    } else {
      const manages = settled && job.metadata.deletionTimestamp === undefined;
      if (manages) scaled = this.#scaling.scale(look);
      if (scaled.waitMs !== undefined) this.queue.addAfter(key, Math.max(scaled.waitMs, BATCH_PERIOD_MS));
      if (isComplete(look, scaled.active)) finished = newCondition('Complete', nowMs);
      else if (manages) status = this.#noteSuspension(look, status);
    }
    const ready = look.active.filter(isPodReady).length;
    const changed =
      status.conditions !== before.conditions || scaled.active !== (before.active ?? 0) || ready !== before.ready;
    status = { ...status, active: scaled.active || undefined, ready };
    this.#settle(key, look, status, finished, changed);
    if (scaled.failure !== undefined) throw scaled.failure;
  }

  #settle(key: string, look: JobLook, status: JobStatus, finished: JobCondition | undefined, changed: boolean): void {
    const accounts = new JobAccounts(
      {
        jobs: this.#client(),
        pods: this.context.client.resource<Pod>('pods'),
        untracked: this.#untracked,
        noted: () => this.#failures.set(key, look.failures),
      },
      look,
      status,
    );
    const ended = accounts.settle(finished, changed);
    if (!ended) return;
    const { job, condition } = ended;
    const { events } = this.context;
    if (condition.type !== 'Complete') return events.event(job, 'Warning', condition.reason!, condition.message!);
    const { completions } = job.spec ?? {};
    if (completions !== undefined && (job.status?.succeeded ?? 0) > completions) {
      const message = 'Too many succeeded pods running after completion count reached';
      events.event(job, 'Warning', 'TooManySucceededPods', message);
    }
    events.event(job, 'Normal', 'Completed', 'Job completed');
  }

  /** A Job that is resumed starts anew: the time it was suspended does not count. */
  #noteSuspension({ job, nowMs }: JobLook, status: JobStatus): JobStatus {
    const suspended = isSuspended(job);
    const [reason, message] = suspended ? ['JobSuspended', 'Job suspended'] : ['JobResumed', 'Job resumed'];
    const condition = newCondition('Suspended', nowMs, { status: suspended ? 'True' : 'False', reason, message });
    const before = status.conditions ?? [];
    const conditions = withCondition(before, condition);
    if (conditions === before) return status;
    this.context.events.event(job, 'Normal', suspended ? 'Suspended' : 'Resumed', message);
    return { ...status, conditions, ...(suspended ? {} : { startTime: formatTime(nowMs) }) };
  }

  #followDeadline(before: Job, { metadata, spec, status }: Job): void {
    const { activeDeadlineSeconds } = spec ?? {};
    if (status?.startTime === undefined || activeDeadlineSeconds === undefined) return;
    if (before.spec?.activeDeadlineSeconds === activeDeadlineSeconds) return;
    const endMs = parseTime(status.startTime) + activeDeadlineSeconds * 1000;
    this.queue.addAfter(keyOf({ metadata }), endMs - this.context.clock.now());
  }

  #client(): ResourceClient<Job> {
    return this.context.client.resource<Job>('jobs', 'batch');
  }

  #claimedPods(job: Job): Pod[] {
    const pods = claim(this.#podIndex.candidates(job), {
      owner: job,
      selector: selectorOf(job.spec?.selector),
      owners: this.#client(),
      dependents: this.context.client.resource<Pod>('pods'),
      finalizer: TRACKING_FINALIZER,
    });
    // Those that were just adopted have the finalizer, though not in this copy of them.
    return pods.map((pod) => {
      if (isControlledBy(pod, job) || isTracked(pod)) return pod;
      return withMetadata(pod, { finalizers: [...(pod.metadata.finalizers ?? []), TRACKING_FINALIZER] });
    });
  }

  /** Who would adopt the pod. */
  #matching(pod: Pod): Job[] {
    return this.#jobs.list(pod.metadata.namespace).filter(({ spec }) => {
      const selector = selectorOf(spec?.selector);
      return !selector.empty && selector.matches(pod.metadata.labels);
    });
  }
}

/** A work queue (no completions) is complete when one pod has succeeded and none runs. */
function isComplete({ job, succeeded }: JobLook, active: number): boolean {
  return active === 0 && succeeded >= (job.spec?.completions ?? 1);
}
