/**
 * The Job of one start of a CronJob, named after the minute, so that no start has two.
 *
 * Upstream: pkg/controller/cronjob/utils.go (getJobFromTemplate2)
 */
import type { CronJob, Job } from '../../apimachinery/api/batch-v1';
import { controllerReference } from '../../apimachinery/object-meta';
import { formatZonedTime } from '../../apimachinery/time-zone';
import type { Draft } from '../../client/client';

const SCHEDULED_ANNOTATION = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

export function scheduledJobName({ metadata }: CronJob, scheduledMs: number): string {
  return `${metadata.name}-${Math.floor(scheduledMs / 60_000)}`;
}

export function scheduledJob(cronJob: CronJob, scheduledMs: number): Draft<Job> {
  const { jobTemplate, timeZone = '' } = cronJob.spec!;
  const { labels, annotations } = jobTemplate.metadata ?? {};
  return {
    metadata: {
      name: scheduledJobName(cronJob, scheduledMs),
      namespace: cronJob.metadata.namespace,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, [SCHEDULED_ANNOTATION]: formatZonedTime(scheduledMs, timeZone) },
      ownerReferences: [controllerReference(cronJob)],
    },
    spec: jobTemplate.spec,
  };
}
