/**
 * A Job's conditions.
 *
 * Upstream: pkg/controller/job/job_controller.go (newCondition, ensureJobConditionStatus), utils.go
 */
import type { Job, JobCondition } from '../../apimachinery/api/batch-v1';
import { formatTime } from '../../apimachinery/time';

export type JobConditionType = 'Complete' | 'Failed' | 'Suspended' | 'FailureTarget';

export function newCondition(
  type: JobConditionType,
  nowMs: number,
  why: { readonly status?: 'True' | 'False'; readonly reason?: string; readonly message?: string } = {},
): JobCondition {
  const now = formatTime(nowMs);
  return { type, lastProbeTime: now, lastTransitionTime: now, status: 'True', ...why };
}

/** The same list when the condition says nothing new; one that was never true is not there. */
export function withCondition(conditions: readonly JobCondition[], condition: JobCondition): readonly JobCondition[] {
  const { type, status, reason, message } = condition;
  const before = conditions.find((one) => one.type === type);
  if (!before) return status === 'False' ? conditions : [...conditions, condition];
  if (before.status === status && before.reason === reason && before.message === message) return conditions;
  return conditions.map((one) => (one === before ? condition : one));
}

/** How the Job has ended, if it has. */
export function finishedAs({ status }: Job): 'Complete' | 'Failed' | undefined {
  const condition = (status?.conditions ?? []).find(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  );
  return condition?.type as 'Complete' | 'Failed' | undefined;
}

export function isJobFinished(job: Job): boolean {
  return finishedAs(job) !== undefined;
}
