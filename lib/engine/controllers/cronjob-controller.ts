/**
 * Starts a Job of each CronJob whenever its schedule says so.
 *
 * Watches: CronJobs, Jobs. Writes: Jobs, CronJobs' status, Events.
 * Upstream: pkg/controller/cronjob/cronjob_controllerv2.go
 * Differs: a Job is told missing, or unexpected, only after a look at what is stored, and one that is gone is no failure to delete it;
 *   upstream may tell either of one that it has just replaced or deleted.
 */
import type { CronJob, Job } from '../apimachinery/api/batch-v1';
import type { CronSchedule } from '../apimachinery/cron-calendar';
import { parseCronSchedule } from '../apimachinery/cron-schedule';
import { compareText, quote } from '../apimachinery/go-text';
import { controllerOf, isControlledBy, keyOf } from '../apimachinery/object-meta';
import { ParseError } from '../apimachinery/parse-error';
import { isStatusError, StatusError } from '../apimachinery/status-error';
import { formatTime, parseTime } from '../apimachinery/time';
import { isTimeZone } from '../apimachinery/time-zone';
import type { ResourceClient } from '../client/client';
import { ReconcilingController, RetryError, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { EventType } from '../client/event-recorder';
import type { Informer } from '../client/informer';
import { CronJobDraft } from './cronjob/cron-job-draft';
import { missedStarts, nextLookMs } from './cronjob/schedule-times';
import { scheduledJob, scheduledJobName } from './cronjob/scheduled-job';
import { finishedAs } from './job/conditions';
import { followDependents } from './pods/dependent-events';
import { isNamespaceTerminating } from './pods/pod-control';

/** Jobs by namespace and name of their controller. */
const CONTROLLER_NAME_INDEX = 'controller name';

export class CronJobController extends ReconcilingController {
  readonly name = 'cronjob-controller';
  readonly #cronJobs: Informer<CronJob>;
  readonly #jobs: Informer<Job>;

  constructor(context: ControllerContext) {
    super(context);
    this.#cronJobs = context.informers.of<CronJob>('batch/cronjobs');
    this.#jobs = context.informers.of<Job>('batch/jobs');
    this.#jobs.addIndex(CONTROLLER_NAME_INDEX, (job) => {
      const owner = controllerOf(job);
      return owner ? [`${job.metadata.namespace}/${owner.name}`] : [];
    });
  }

  start(): void {
    const enqueue = (cronJob: CronJob): void => this.queue.add(keyOf(cronJob));
    this.#cronJobs.addHandlers({
      added: enqueue,
      updated: (before, after) => {
        const [old, current] = [before.spec, after.spec];
        if (old?.schedule === current?.schedule && old?.timeZone === current?.timeZone) enqueue(after);
        else this.#reschedule(after);
      },
      deleted: enqueue,
    });
    followDependents(this.#jobs, this.#cronJobs, 'CronJob', {
      created: enqueue,
      changed: enqueue,
      deleted: enqueue,
      lost: enqueue,
      orphaned: () => undefined,
    });
  }

  /** Another schedule: the next look is when that has its next start. */
  #reschedule(cronJob: CronJob): void {
    try {
      const lookMs = nextLookMs(cronJob, parseCronSchedule(scheduleText(cronJob)), this.context.clock.now());
      if (lookMs !== undefined) this.queue.addAfter(keyOf(cronJob), lookMs);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const message = `unparseable schedule for cronjob: ${cronJob.spec?.schedule}`;
      this.context.events.event(cronJob, 'Warning', 'UnParseableCronJobSchedule', message);
    }
  }

  reconcile(key: string): ReconcileResult | void {
    const cronJob = this.#cronJobs.get(key);
    if (!cronJob) return;
    const jobs = this.#jobs.byIndex(CONTROLLER_NAME_INDEX, key);
    const draft = new CronJobDraft(cronJob);
    this.#cleanUp(draft, jobs);
    let requeueAfterMs: number | undefined;
    let failure: unknown;
    try {
      requeueAfterMs = this.#sync(draft, jobs);
    } catch (error) {
      failure = error;
    }
    if (draft.changed) this.context.client.resource<CronJob>('cronjobs', 'batch').updateStatus(draft.cronJob);
    if (failure !== undefined) throw failure;
    return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
  }

  /** Answers when to look again. */
  #sync(draft: CronJobDraft, jobs: readonly Job[]): number | undefined {
    for (const job of jobs) this.#follow(draft, job);
    this.#forgetMissing(draft, jobs);
    const { cronJob } = draft;
    const { timeZone, suspend } = cronJob.spec!;
    if (cronJob.metadata.deletionTimestamp !== undefined) return undefined;
    if (timeZone !== undefined && !isTimeZone(timeZone)) {
      const message = `invalid timeZone: ${quote(timeZone)}: unknown time zone ${timeZone}`;
      this.#tell(draft, 'Warning', 'UnknownTimeZone', message);
      return undefined;
    }
    if (suspend) return undefined;
    const schedule = this.#schedule(draft);
    if (!schedule) return undefined;
    const nowMs = this.context.clock.now();
    const { lastMs, missed, fault } = missedStarts(cronJob, schedule, nowMs, true);
    if (fault !== undefined) {
      this.#tell(draft, 'Warning', 'InvalidSchedule', `invalid schedule: ${cronJob.spec!.schedule} : ${fault}`);
      return undefined;
    }
    if (lastMs !== undefined && missed === 'many') {
      const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      this.#tell(draft, 'Warning', 'TooManyMissedTimes', `too many missed start times. ${advice}`);
    }
    if (lastMs !== undefined && this.#mayStart(draft, lastMs)) {
      if (!this.#start(draft, lastMs)) return undefined;
    }
    return nextLookMs(draft.cronJob, schedule, nowMs);
  }

  /** Notes what has become of a Job. */
  #follow(draft: CronJobDraft, job: Job): void {
    const active = draft.isActive(job.metadata.uid);
    const finished = finishedAs(job);
    if (!finished) {
      if (!active && this.#isThereByNow(job) && !this.#isActiveByNow(draft, job.metadata.uid)) {
        const message = `Saw a job that the controller did not create or forgot: ${job.metadata.name}`;
        this.#tell(draft, 'Warning', 'UnexpectedJob', message);
      }
      return;
    }
    if (active) {
      draft.removeActive(job.metadata.uid);
      const message = `Saw completed job: ${job.metadata.name}, status: ${finished}`;
      this.#tell(draft, 'Normal', 'SawCompletedJob', message);
      return;
    }
    const { completionTime } = job.status ?? {};
    const { lastSuccessfulTime } = draft.cronJob.status ?? {};
    if (!completionTime) return;
    if (!lastSuccessfulTime || parseTime(completionTime) > parseTime(lastSuccessfulTime)) {
      draft.change({ lastSuccessfulTime: completionTime });
    }
  }

  /** What a controller reads may be older than what it wrote. */
  #isActiveByNow({ cronJob }: CronJobDraft, jobUid: string): boolean {
    const { name, namespace } = cronJob.metadata;
    const fresh = this.context.client.resource<CronJob>('cronjobs', 'batch').get(name, namespace);
    return new CronJobDraft(fresh).isActive(jobUid);
  }

  #isThereByNow({ metadata }: Job): boolean {
    return this.#jobClient().find(metadata.name, metadata.namespace)?.metadata.uid === metadata.uid;
  }

  /** @throws RetryError while this copy of the CronJob names a Job that is off its list already */
  #forgetMissing(draft: CronJobDraft, jobs: readonly Job[]): void {
    const known = new Set(jobs.map(({ metadata }) => metadata.uid));
    for (const { uid = '', name = '', namespace } of draft.active) {
      if (known.has(uid) || this.#jobClient().find(name, namespace)) continue;
      if (!this.#isActiveByNow(draft, uid)) throw new RetryError(`${keyOf(draft.cronJob)} has changed`);
      this.#tell(draft, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
      draft.removeActive(uid);
    }
  }

  #schedule(draft: CronJobDraft): CronSchedule | undefined {
    const { schedule } = draft.cronJob.spec!;
    if (schedule.includes('TZ')) {
      const message =
        `CRON_TZ or TZ used in schedule ${quote(schedule)} is not officially supported, ` +
        'see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
      this.#tell(draft, 'Warning', 'UnsupportedSchedule', message);
    }
    try {
      return parseCronSchedule(scheduleText(draft.cronJob));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      const message = `unparseable schedule: ${quote(schedule)} : ${error.message}`;
      this.#tell(draft, 'Warning', 'UnparseableSchedule', message);
      return undefined;
    }
  }

  #mayStart(draft: CronJobDraft, scheduledMs: number): boolean {
    const { cronJob, active } = draft;
    const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec!;
    const deadlineMs = scheduledMs + (startingDeadlineSeconds ?? Infinity) * 1000;
    if (deadlineMs < this.context.clock.now()) {
      const when = new Date(scheduledMs).toUTCString().replace('GMT', '+0000');
      this.#tell(draft, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${when}`);
      return false;
    }
    const name = scheduledJobName(cronJob, scheduledMs);
    if (active.some((job) => job.name === name)) return false;
    if (cronJob.status?.lastScheduleTime === formatTime(scheduledMs)) return false;
    if (concurrencyPolicy !== 'Forbid' || active.length === 0) return true;
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
    this.#tell(draft, 'Normal', 'JobAlreadyActive', message);
    return false;
  }

  /** False when another's Job, or one that is known, has the name. @throws StatusError, RetryError */
  #start(draft: CronJobDraft, scheduledMs: number): boolean {
    if (draft.cronJob.spec!.concurrencyPolicy === 'Replace') this.#replaceActive(draft);
    let job: Job;
    try {
      job = this.#jobClient().create(scheduledJob(draft.cronJob, scheduledMs));
      this.#tell(draft, 'Normal', 'SuccessfulCreate', `Created job ${job.metadata.name}`);
    } catch (error) {
      if (!(error instanceof StatusError) || isNamespaceTerminating(error)) throw error;
      if (error.reason !== 'AlreadyExists') {
        this.#tell(draft, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
        throw error;
      }
      job = this.#jobClient().get(scheduledJobName(draft.cronJob, scheduledMs), draft.cronJob.metadata.namespace);
      if (!isControlledBy(job, draft.cronJob) || draft.isActive(job.metadata.uid)) return false;
    }
    draft.addActive(job);
    draft.change({ lastScheduleTime: formatTime(scheduledMs) });
    return true;
  }

  #replaceActive(draft: CronJobDraft): void {
    for (const { name = '', namespace } of draft.active) {
      let job: Job;
      try {
        job = this.#jobClient().get(name, namespace);
      } catch (error) {
        if (error instanceof StatusError) this.#tell(draft, 'Warning', 'FailedGet', `Get job: ${error.message}`);
        throw error;
      }
      if (!this.#deleteJob(draft, job)) throw new RetryError(`could not replace job ${namespace}/${name}`);
    }
  }

  /** Deletes finished Jobs beyond the limits, those that started first. */
  #cleanUp(draft: CronJobDraft, jobs: readonly Job[]): void {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = draft.cronJob.spec!;
    const limits = [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const;
    for (const [type, limit] of limits) {
      if (limit === undefined) continue;
      const finished = jobs.filter((job) => finishedAs(job) === type).sort(byStart);
      for (const job of finished.slice(0, Math.max(0, finished.length - limit))) this.#deleteJob(draft, job);
    }
  }

  #deleteJob(draft: CronJobDraft, { metadata }: Job): boolean {
    const { name, namespace, uid } = metadata;
    try {
      this.#jobClient().delete(name, namespace, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!isStatusError(error)) throw error;
      const gone = error.reason === 'NotFound';
      if (gone) draft.removeActive(uid);
      else this.#tell(draft, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`);
      return gone;
    }
    draft.removeActive(uid);
    this.#tell(draft, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
    return true;
  }

  #tell({ cronJob }: CronJobDraft, type: EventType, reason: string, message: string): void {
    this.context.events.event(cronJob, type, reason, message);
  }

  #jobClient(): ResourceClient<Job> {
    return this.context.client.resource<Job>('jobs', 'batch');
  }
}

/** The schedule with its time zone, where it does not name one itself. */
function scheduleText({ spec }: CronJob): string {
  const { schedule, timeZone } = spec!;
  const zoned = timeZone !== undefined && !schedule.includes('TZ') && isTimeZone(timeZone);
  return zoned ? `TZ=${timeZone} ${schedule}` : schedule;
}

function byStart(a: Job, b: Job): number {
  const [left, right] = [a.status?.startTime, b.status?.startTime];
  if (left === right) return compareText(a.metadata.name, b.metadata.name);
  if (!left || !right) return left ? -1 : 1;
  return compareText(left, right);
}
