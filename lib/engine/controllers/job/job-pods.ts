/**
 * What a Job sees in its pods.
 *
 * Upstream: pkg/controller/job/{job_controller,indexed_job_utils}.go
 */
import type { Job } from '../../apimachinery/api/batch-v1';
import type { Container, Pod } from '../../apimachinery/api/core-v1';
import { compareActivePods } from '../pods/active-pods';
import type { PodOverrides } from '../pods/pod-control';
import { TRACKING_FINALIZER } from './pod-tracking';

const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';
/** What a generated name may begin with, at most. */
const MAX_GENERATED_NAME_LENGTH = 58;

export function isIndexed({ spec }: Job): boolean {
  return spec?.completionMode === 'Indexed';
}

export function isSuspended({ spec }: Job): boolean {
  return spec?.suspend ?? false;
}

/** With a failure policy a pod is replaced when it has failed, not when it begins to go. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec?.podFailurePolicy !== undefined;
}

/** The index that an Indexed Job gave the pod; undefined for one without, or out of range. */
export function completionIndex(job: Job, { metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[COMPLETION_INDEX] ?? '';
  const index = /^\+?\d+$/.test(text) ? Number(text) : -1;
  return index >= 0 && index < (job.spec?.completions ?? 0) ? index : undefined;
}

/** Without a failure policy a pod that is being deleted counts as failed: it may never get to say so. */
export function isFailed(job: Job, { metadata, status }: Pod): boolean {
  if (status?.phase === 'Failed') return true;
  return !replacesOnlyFailed(job) && metadata.deletionTimestamp !== undefined && status?.phase !== 'Succeeded';
}

/** Whether the containers that are restarted in place have been so too often. */
export function restartedTooOften({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec?.template.spec?.restartPolicy !== 'OnFailure') return false;
  const unfinished = pods.filter(({ status }) => status?.phase === 'Running' || status?.phase === 'Pending');
  const restarts = unfinished
    .flatMap(({ status }) => [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])])
    .reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0);
  return restarts >= Math.max(1, spec.backoffLimit ?? 0);
}

/** At least so many pods to take away: those that share an index or have none, then those that have come least far. */
export function podsToRemove(job: Job, active: readonly Pod[], atLeast: number): Pod[] {
  const byProgress = [...active].sort(compareActivePods);
  const surplus = isIndexed(job) ? surplusOfIndexes(job, byProgress) : [];
  const others = byProgress.filter((pod) => !surplus.includes(pod));
  return [...surplus, ...others.slice(0, Math.max(0, atLeast - surplus.length))];
}

/** Of the pods of one index the one that has come farthest stays. */
function surplusOfIndexes(job: Job, byProgress: readonly Pod[]): Pod[] {
  const farthest = new Map(byProgress.map((pod) => [completionIndex(job, pod), pod]));
  return byProgress.filter((pod) => {
    const index = completionIndex(job, pod);
    return index === undefined || farthest.get(index) !== pod;
  });
}

/** What a pod gets besides the template: the finalizer, and in an Indexed Job its index wherever it may be looked for. */
export function podOverrides({ metadata, spec }: Job, index: number | undefined): PodOverrides {
  const { template } = spec!;
  const finalizers = template.metadata?.finalizers?.includes(TRACKING_FINALIZER) ? [] : [TRACKING_FINALIZER];
  if (index === undefined) return { finalizers };
  const mark = { [COMPLETION_INDEX]: String(index) };
  const suffix = `-${index}-`;
  const { containers, initContainers } = template.spec!;
  return {
    finalizers,
    generateName: metadata.name.slice(0, MAX_GENERATED_NAME_LENGTH - suffix.length) + suffix,
    labels: mark,
    annotations: mark,
    spec: {
      hostname: `${metadata.name}-${index}`,
      containers: containers.map(withIndexVariable),
      ...(initContainers ? { initContainers: initContainers.map(withIndexVariable) } : {}),
    },
  };
}

function withIndexVariable(container: Container): Container {
  const { env = [] } = container;
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return container;
  const fieldPath = `metadata.labels['${COMPLETION_INDEX}']`;
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef: { fieldPath } } }] };
}
