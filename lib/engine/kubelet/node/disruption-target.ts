/**
 * The condition of a pod that its kubelet ends: others may count it out of what failed by itself.
 *
 * Upstream: pkg/api/v1/pod/util.go (UpdatePodCondition)
 */
import type { PodStatus } from '../../apimachinery/api/core-v1';

const TYPE = 'DisruptionTarget';

export function withDisruption(status: PodStatus, message: string, now: string): PodStatus {
  const { conditions = [] } = status;
  const before = conditions.find(({ type }) => type === TYPE);
  const lastTransitionTime = before?.status === 'True' ? before.lastTransitionTime : now;
  const condition = { type: TYPE, status: 'True', reason: 'TerminationByKubelet', message, lastTransitionTime };
  return { ...status, conditions: [...conditions.filter((one) => one !== before), condition] };
}
