/**
 * Setting a condition of a pod: its time moves only when its status changes.
 *
 * Upstream: pkg/api/v1/pod/util.go (UpdatePodCondition)
 */
import { formatTime } from '../../apimachinery/time';
import type { PodCondition, PodStatus } from '../../apimachinery/api/core-v1';

export function withPodCondition<Pod extends { readonly status?: PodStatus }>(
  pod: Pod,
  condition: Pick<PodCondition, 'type' | 'status' | 'reason' | 'message'>,
  nowMs: number,
): Pod {
  const conditions = pod.status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === condition.type);
  const moved = !before || before.status !== condition.status;
  const { type, status, ...why } = condition;
  // Go writes a time that was never set as null.
  const unset = null as unknown as undefined;
  const after: PodCondition = {
    type,
    status,
    lastProbeTime: unset,
    lastTransitionTime: moved ? formatTime(nowMs) : (before.lastTransitionTime ?? unset),
    ...why,
  };
  const list = before ? conditions.map((one) => (one === before ? after : one)) : [...conditions, after];
  return { ...pod, status: { ...pod.status, conditions: list } };
}
