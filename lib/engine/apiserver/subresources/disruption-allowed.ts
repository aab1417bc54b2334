/**
 * The condition of a disruption budget that follows from the number of disruptions it allows.
 *
 * Upstream: staging/src/k8s.io/component-helpers/apps/poddisruptionbudget/helpers.go
 */
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../apimachinery/api/policy-v1';
import { withStatusCondition } from '../../apimachinery/status-conditions';

export const DISRUPTION_ALLOWED = 'DisruptionAllowed';

function verdict(disruptionsAllowed: number): { readonly status: string; readonly reason: string } {
  return disruptionsAllowed > 0
    ? { status: 'True', reason: 'SufficientPods' }
    : { status: 'False', reason: 'InsufficientPods' };
}

export function withDisruptionAllowed(status: PodDisruptionBudgetStatus, nowMs: number): PodDisruptionBudgetStatus {
  const { disruptionsAllowed, observedGeneration = 0, conditions = [] } = status;
  const condition = {
    type: DISRUPTION_ALLOWED,
    ...verdict(disruptionsAllowed),
    ...(observedGeneration === 0 ? {} : { observedGeneration }),
    message: '',
  };
  return { ...status, conditions: withStatusCondition(conditions, condition, nowMs) };
}

/** Whether the condition says what the number does, for the newest generation. */
export function isDisruptionAllowedUpToDate({ metadata, status }: PodDisruptionBudget): boolean {
  const condition = status?.conditions?.find(({ type }) => type === DISRUPTION_ALLOWED);
  if (!condition || (status?.observedGeneration ?? 0) !== (metadata.generation ?? 0)) return false;
  const { status: wanted, reason } = verdict(status?.disruptionsAllowed ?? 0);
  return condition.status === wanted && condition.reason === reason;
}
