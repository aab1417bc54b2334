/** A Job: pods that run to completion. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { type PodTemplate } from '../pod/pod-template';
import { Workload, type WorkloadProps } from './workload';

/** How pods run to completion. */
export interface CompletionProps {
  /**
   * Whether a failed container restarts in its pod, or a new pod takes over.
   * @default 'OnFailure'
   */
  readonly restartPolicy?: 'OnFailure' | 'Never';
  /**
   * Failures after which the Job has failed.
   * @default 6
   */
  readonly backoffLimit?: number;
  /**
   * Seconds after which the Job has failed, whatever its pods do.
   * @default 3600
   */
  readonly activeDeadlineSeconds?: number;
  /**
   * Pods that must succeed.
   * @default 1
   */
  readonly completions?: number;
  /**
   * Pods that run at a time.
   * @default 1
   */
  readonly parallelism?: number;
  /**
   * `Indexed` gives every pod a number of its own.
   * @default 'NonIndexed'
   */
  readonly completionMode?: 'NonIndexed' | 'Indexed';
  /**
   * Which failures count, which end the Job, which are ignored; needs `restartPolicy: 'Never'`.
   * @default - every failure counts
   */
  readonly podFailurePolicy?: k8s.PodFailurePolicy;
  /**
   * Whether it waits until somebody resumes it.
   * @default false
   */
  readonly suspend?: boolean;
}

/** A Job. */
export interface JobProps extends WorkloadProps, CompletionProps {
  /**
   * Seconds after its end at which it is deleted, with its pods.
   * @default 86400
   */
  readonly ttlSecondsAfterFinished?: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The spec of a Job, alone or in a CronJob. */
export function jobSpec(props: CompletionProps, template: PodTemplate): k8s.JobSpec {
  return {
    backoffLimit: props.backoffLimit ?? 6,
    activeDeadlineSeconds: props.activeDeadlineSeconds ?? HOUR,
    completions: props.completions ?? 1,
    parallelism: props.parallelism ?? 1,
    completionMode: props.completionMode,
    podFailurePolicy: props.podFailurePolicy,
    suspend: props.suspend,
    template: template.toKube({ restartPolicy: props.restartPolicy ?? 'OnFailure' }),
  };
}

/** A Job. Its template is immutable: to run a changed one, give it another name. */
export class Job extends Workload {
  constructor(scope: Construct, id: string, props: JobProps) {
    const identity = { apiVersion: 'batch/v1', kind: 'Job', resourceType: 'jobs' };
    super(scope, id, identity, props, {
      spec: () =>
        k8s.toJson_JobSpec({
          ...jobSpec(props, this.template),
          ttlSecondsAfterFinished: props.ttlSecondsAfterFinished ?? DAY,
        }),
    });
  }
}
