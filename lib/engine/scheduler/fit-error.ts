/**
 * Why a pod fits no node, in the words of the event: `0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable.`
 *
 * Upstream: pkg/scheduler/framework/types.go (FitError)
 */
import type { NodeRefusal, NodeRefusals } from './node-refusals';

export interface Diagnosis {
  readonly nodeCount: number;
  /** Of each node that was looked at. */
  readonly refusals: NodeRefusals;
  /** The pod cannot be placed whatever the node. */
  readonly preFilter?: NodeRefusal;
  /** What preemption says. */
  readonly postFilter?: string;
  /** Plugins that refused: a change that concerns them is a reason to try again. */
  readonly plugins: ReadonlySet<string>;
}

export function fitErrorMessage({ nodeCount, refusals, preFilter, postFilter }: Omit<Diagnosis, 'plugins'>): string {
  let message = `0/${nodeCount} nodes are available:`;
  if (preFilter) message += ` ${preFilter.reasons.join(', ')}.`;
  else if (refusals.size > 0) message += ` ${countedReasons(refusals)}.`;
  return postFilter ? `${message} ${postFilter}` : message;
}

/** `1 A, 2 B`: sorted as texts, numbers included. */
function countedReasons(refusals: NodeRefusals): string {
  const counts = new Map<string, number>();
  for (const { refusal, count } of refusals.groups()) {
    for (const reason of refusal.reasons) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
