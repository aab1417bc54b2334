/**
 * A CronJob while it is looked at: its list of active Jobs grows and shrinks, and is written once at the end.
 *
 * Upstream: pkg/controller/cronjob/utils.go (inActiveList, deleteFromActiveList)
 */
import type { CronJob, CronJobStatus, Job } from '../../apimachinery/api/batch-v1';
import type { ObjectReference } from '../../apimachinery/api/core-v1';

export class CronJobDraft {
  #cronJob: CronJob;
  #changed = false;

  constructor(cronJob: CronJob) {
    this.#cronJob = cronJob;
  }

  get cronJob(): CronJob {
    return this.#cronJob;
  }

  /** Whether the status says something new. */
  get changed(): boolean {
    return this.#changed;
  }

  get active(): readonly ObjectReference[] {
    return this.#cronJob.status?.active ?? [];
  }

  isActive(jobUid: string): boolean {
    return this.active.some(({ uid }) => uid === jobUid);
  }

  change(status: Partial<CronJobStatus>): void {
    this.#cronJob = { ...this.#cronJob, status: { ...this.#cronJob.status, ...status } };
    this.#changed = true;
  }

  addActive({ kind, apiVersion, metadata }: Job): void {
    const { namespace, name, uid, resourceVersion } = metadata;
    this.change({ active: [...this.active, { kind, namespace, name, uid, apiVersion, resourceVersion }] });
  }

  removeActive(uid: string | undefined): void {
    const active = this.active.filter((reference) => reference.uid !== uid);
    this.change({ active: active.length > 0 ? active : undefined });
  }
}
