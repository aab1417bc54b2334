/** Tasks: a Job or CronJob with ServiceAccount and policy; for migrations, imports, nightly work. */
import { type Construct } from 'constructs';
import { CronJob, type CronJobProps } from '../workloads/cron-job';
import { Job, type CompletionProps, type JobProps } from '../workloads/job';
import { type WorkloadProps } from '../workloads/workload';
import { Component, type ComponentProps } from './component';

/** A Task. */
export interface TaskProps extends ComponentProps, CompletionProps, Pick<JobProps, 'ttlSecondsAfterFinished'> {}

/** A ScheduledTask. */
export interface ScheduledTaskProps
  extends
    ComponentProps,
    CompletionProps,
    Pick<
      CronJobProps,
      | 'schedule'
      | 'timeZone'
      | 'concurrencyPolicy'
      | 'startingDeadlineSeconds'
      | 'successfulJobsHistoryLimit'
      | 'failedJobsHistoryLimit'
      | 'suspend'
    > {}

function completion(props: CompletionProps): CompletionProps {
  const { restartPolicy, backoffLimit, activeDeadlineSeconds, completions, parallelism } = props;
  const { completionMode, podFailurePolicy, suspend } = props;
  return {
    ...{ restartPolicy, backoffLimit, activeDeadlineSeconds, completions, parallelism },
    ...{ completionMode, podFailurePolicy, suspend },
  };
}

/** Work that is done once. */
export class Task extends Component<Job, TaskProps> {
  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id, props);
  }

  protected override createWorkload(common: WorkloadProps, props: TaskProps): Job {
    const { ttlSecondsAfterFinished } = props;
    return new Job(this, 'job', { ...common, ...completion(props), ttlSecondsAfterFinished });
  }
}

/** Work that is done again and again. */
export class ScheduledTask extends Component<CronJob, ScheduledTaskProps> {
  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(scope, id, props);
  }

  protected override createWorkload(common: WorkloadProps, props: ScheduledTaskProps): CronJob {
    const { schedule, timeZone, concurrencyPolicy, startingDeadlineSeconds } = props;
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = props;
    return new CronJob(this, 'cron-job', {
      ...common,
      ...completion(props),
      ...{ schedule, timeZone, concurrencyPolicy, startingDeadlineSeconds },
      ...{ successfulJobsHistoryLimit, failedJobsHistoryLimit },
    });
  }
}
