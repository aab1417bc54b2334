/**
 * A Deployment's conditions: set, kept, removed.
 *
 * Upstream: pkg/controller/deployment/util/deployment_util.go (SetDeploymentCondition)
 */
import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../apimachinery/api/apps-v1';
import { formatTime } from '../../apimachinery/time';

export type ConditionType = 'Available' | 'Progressing' | 'ReplicaFailure';

/** A Deployment without deadline (or with the largest number there is) is never late. */
export function hasProgressDeadline(deployment: Deployment): boolean {
  const deadline = deployment.spec?.progressDeadlineSeconds;
  return deadline !== undefined && deadline !== 2_147_483_647;
}

export function conditionOf(
  status: Pick<DeploymentStatus, 'conditions'> | undefined,
  type: ConditionType,
): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

export function newCondition(
  type: ConditionType,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
  nowMs: number,
): DeploymentCondition {
  const now = formatTime(nowMs);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

type Conditions = readonly DeploymentCondition[];

/** One of the same status and reason stays as it is; one of the same status keeps its time of transition. */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditions.find(({ type }) => type === condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  const lastTransitionTime =
    current?.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime;
  return [...withoutCondition(conditions, condition.type), { ...condition, lastTransitionTime }];
}

export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditions.filter((condition) => condition.type !== type);
}
