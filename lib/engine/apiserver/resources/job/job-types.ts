/** Jobs as their strategy meets them. */
import type * as batch from '../../../apimachinery/api/batch-v1';
import type { DraftMeta, KubeObject } from '../../../apimachinery/object-meta';
import type { PodTemplateSpec } from '../pod/pod-types';

export type OnExitCodes = Partial<Omit<batch.PodFailurePolicyOnExitCodesRequirement, 'containerName' | 'values'>> & {
  readonly containerName?: string | null;
  readonly values?: readonly number[] | null;
};

export type OnPodCondition = Partial<batch.PodFailurePolicyOnPodConditionsPattern>;

export type PodFailurePolicyRule = Partial<Omit<batch.PodFailurePolicyRule, 'onExitCodes'>> & {
  readonly onExitCodes?: OnExitCodes;
};

export type PodFailurePolicy = { readonly rules?: readonly PodFailurePolicyRule[] | null };

export type JobSpec = Omit<batch.JobSpec, 'template' | 'podFailurePolicy'> & {
  readonly podFailurePolicy?: PodFailurePolicy;
  readonly template: PodTemplateSpec;
};

export type JobStatus = batch.JobStatus;

export type Job = KubeObject<{ readonly spec: JobSpec; readonly status?: JobStatus }>;

export type JobTemplateSpec = { readonly metadata?: DraftMeta; readonly spec: JobSpec };
