/**
 * What a Job makes of a failed pod, by the rules of its `podFailurePolicy`.
 *
 * Upstream: pkg/controller/job/pod_failure_policy.go
 * Differs: `FailIndex` is not looked at, since its feature gate is off in v1.28.
 */
import type { Job, PodFailurePolicyOnExitCodesRequirement } from '../../apimachinery/api/batch-v1';
import type { ContainerStatus, Pod } from '../../apimachinery/api/core-v1';

export interface FailureVerdict {
  /** Whether the failure counts against the limit. */
  readonly counts: boolean;
  /** Why the Job fails because of this pod. */
  readonly failsJob?: string;
}

const COUNTS: FailureVerdict = { counts: true };

/** The first rule that matches decides; without one the failure counts. */
export function judgeFailure({ spec }: Job, pod: Pod): FailureVerdict {
  for (const [index, { action, onExitCodes, onPodConditions = [] }] of (
    spec?.podFailurePolicy?.rules ?? []
  ).entries()) {
    const cause = onExitCodes ? exitCause(pod, onExitCodes) : conditionCause(pod, onPodConditions);
    if (cause === undefined) continue;
    if (action === 'Ignore') return { counts: false };
    if (action === 'Count') return COUNTS;
    if (action === 'FailJob') return { counts: true, failsJob: `${cause} matching ${action} rule at index ${index}` };
  }
  return COUNTS;
}

function exitCause(pod: Pod, requirement: PodFailurePolicyOnExitCodesRequirement): string | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
  const status = [...containerStatuses, ...initContainerStatuses].find((one) => matchesExit(one, requirement));
  if (!status) return undefined;
  const { namespace, name } = pod.metadata;
  return `Container ${status.name} for pod ${namespace}/${name} failed with exit code ${status.state!.terminated!.exitCode}`;
}

function matchesExit(
  { name, state }: ContainerStatus,
  { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement,
): boolean {
  const exitCode = state?.terminated?.exitCode ?? 0;
  if (exitCode === 0 || (containerName !== undefined && containerName !== name)) return false;
  return operator === 'In' ? values.includes(exitCode) : operator === 'NotIn' && !values.includes(exitCode);
}

function conditionCause(
  { metadata, status }: Pod,
  patterns: readonly { readonly type: string; readonly status: string }[],
): string | undefined {
  const condition = status?.conditions?.find((one) =>
    patterns.some((pattern) => pattern.type === one.type && pattern.status === one.status),
  );
  return condition && `Pod ${metadata.namespace}/${metadata.name} has condition ${condition.type}`;
}
