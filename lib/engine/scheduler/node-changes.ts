/**
 * What of a changed node may let a waiting pod in.
 *
 * Upstream: pkg/scheduler/eventhandlers.go (nodeSchedulingPropertiesChange)
 */
import type { Node } from '../apimachinery/api/core-v1';
import { sameJson } from '../apimachinery/same-json';
import type { ClusterEvent } from './framework';

export function nodeChanges(before: Node, after: Node): readonly ClusterEvent[] {
  const changes: ClusterEvent[] = [];
  const uncordoned = before.spec?.unschedulable === true && !after.spec?.unschedulable;
  if (uncordoned || !sameJson(before.spec?.taints, after.spec?.taints)) changes.push('NodeTaint');
  if (!sameJson(before.status?.allocatable, after.status?.allocatable)) changes.push('NodeAllocatable');
  if (!sameJson(before.metadata.labels, after.metadata.labels)) changes.push('NodeLabel');
  if (!sameJson(conditionStates(before), conditionStates(after))) changes.push('NodeCondition');
  return changes;
}

function conditionStates({ status }: Node): Record<string, string> {
  return Object.fromEntries((status?.conditions ?? []).map(({ type, status: state }) => [type, state]));
}
