/**
 * Conditions as most kinds have them: one of a type, whose time moves only when its status changes.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/api/meta/conditions.go
 */
import type { Condition } from './api/meta-v1';
import { formatTime } from './time';

/** The conditions with this one set; it keeps its place. */
export function withStatusCondition(
  conditions: readonly Condition[],
  condition: Omit<Condition, 'lastTransitionTime'>,
  nowMs: number,
): readonly Condition[] {
  const before = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : formatTime(nowMs);
  const after: Condition = { ...condition, lastTransitionTime };
  return before ? conditions.map((one) => (one === before ? after : one)) : [...conditions, after];
}
