/** The fields of Jobs. */
import type { LabelSelector } from '../../../apimachinery/labels';
import type { DraftMeta, KubeObject } from '../../../apimachinery/object-meta';
import type { PodTemplateSpec } from '../pod/pod-types';

export type OnExitCodes = {
  readonly containerName?: string | null;
  readonly operator?: string;
  readonly values?: readonly number[] | null;
};

export type OnPodCondition = { readonly type?: string; readonly status?: string };

export type PodFailurePolicyRule = {
  readonly action?: string;
  readonly onExitCodes?: OnExitCodes;
  readonly onPodConditions?: readonly OnPodCondition[];
};

export type PodFailurePolicy = { readonly rules?: readonly PodFailurePolicyRule[] };

export type JobSpec = {
  readonly parallelism?: number;
  readonly completions?: number;
  readonly activeDeadlineSeconds?: number;
  readonly podFailurePolicy?: PodFailurePolicy;
  readonly backoffLimit?: number;
  readonly backoffLimitPerIndex?: number;
  readonly maxFailedIndexes?: number;
  readonly selector?: LabelSelector;
  readonly manualSelector?: boolean;
  readonly template: PodTemplateSpec;
  readonly ttlSecondsAfterFinished?: number;
  readonly completionMode?: string;
  readonly suspend?: boolean;
  readonly podReplacementPolicy?: string;
};

export type JobStatus = {
  readonly startTime?: string;
  readonly completionTime?: string;
  readonly active?: number;
  readonly succeeded?: number;
  readonly failed?: number;
  readonly ready?: number;
  readonly terminating?: number;
  readonly uncountedTerminatedPods?: {
    readonly succeeded?: readonly string[];
    readonly failed?: readonly string[];
  };
};

export type Job = KubeObject<{ readonly spec: JobSpec; readonly status?: JobStatus }>;

export type JobTemplateSpec = { readonly metadata?: DraftMeta; readonly spec: JobSpec };
