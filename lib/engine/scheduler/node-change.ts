/**
 * What of a changed node may let a waiting pod in.
 *
 * Upstream: pkg/scheduler/eventhandlers.go (nodeSchedulingPropertiesChange)
 */
import type { Node } from '../apimachinery/api/core-v1';
import { sameJson } from '../apimachinery/same-json';
import type { ClusterEvent } from './framework';

/** Of several the first counts; undefined where nothing is of interest. */
export function nodeChange(before: Node, after: Node): ClusterEvent | undefined {
  if (before.spec?.unschedulable && !after.spec?.unschedulable) return 'NodeTaint';
  if (!sameJson(before.status?.allocatable, after.status?.allocatable)) return 'NodeAllocatable';
  if (!sameJson(before.metadata.labels, after.metadata.labels)) return 'NodeLabel';
  if (!sameJson(before.spec?.taints, after.spec?.taints)) return 'NodeTaint';
  return sameJson(conditionStates(before), conditionStates(after)) ? undefined : 'NodeCondition';
}

function conditionStates({ status }: Node): Record<string, string> {
  return Object.fromEntries((status?.conditions ?? []).map(({ type, status: state }) => [type, state]));
}
