/** A CronJob: a Job at the times of a schedule. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { jobSpec, type CompletionProps } from './job';
import { Workload, type WorkloadProps } from './workload';

/** A CronJob. */
export interface CronJobProps extends WorkloadProps, CompletionProps {
  /** When it runs, as cron writes it: `0 3 * * *`. */
  readonly schedule: string;
  /**
   * Time zone of the schedule: `Europe/Berlin`.
   * @default 'Etc/UTC'
   */
  readonly timeZone?: string;
  /**
   * What happens when it is time and the last Job still runs.
   * @default 'Forbid'
   */
  readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
  /**
   * Seconds by which a start may be late; later it is skipped.
   * @default 600
   */
  readonly startingDeadlineSeconds?: number;
  /**
   * Succeeded Jobs that are kept.
   * @default 3
   */
  readonly successfulJobsHistoryLimit?: number;
  /**
   * Failed Jobs that are kept.
   * @default 1
   */
  readonly failedJobsHistoryLimit?: number;
  /**
   * Whether no Job is started for now.
   * @default false
   */
  readonly suspend?: boolean;
}

/** A CronJob. */
export class CronJob extends Workload {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: CronJobProps,
  ) {
    const identity = { apiVersion: 'batch/v1', kind: 'CronJob', resourceType: 'cronjobs' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_CronJobSpec(this.#spec()) });
  }

  #spec(): k8s.CronJobSpec {
    const { suspend, ...props } = this.props;
    return {
      schedule: props.schedule,
      timeZone: props.timeZone ?? 'Etc/UTC',
      concurrencyPolicy: props.concurrencyPolicy ?? 'Forbid',
      startingDeadlineSeconds: props.startingDeadlineSeconds ?? 600,
      successfulJobsHistoryLimit: props.successfulJobsHistoryLimit ?? 3,
      failedJobsHistoryLimit: props.failedJobsHistoryLimit ?? 1,
      suspend,
      jobTemplate: {
        metadata: { labels: { ...this.template.labels } },
        spec: jobSpec(props, this.template),
      },
    };
  }
}
