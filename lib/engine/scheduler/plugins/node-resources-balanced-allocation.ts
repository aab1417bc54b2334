/**
 * Nodes are better whose cpu and memory would be used to the same degree.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go
 */
import { MAX_SCORE, type Plugin } from '../framework';
import { podInfoOf } from '../node-info';

const SCORED = ['cpu', 'memory'];

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score: {
    of: (_state, pod, node) => {
      const { requests } = podInfoOf(pod);
      const fractions: number[] = [];
      for (const resource of SCORED) {
        const capacity = node.allocatable.get(resource) ?? 0;
        if (capacity === 0) continue;
        const requested = (node.requested.get(resource) ?? 0) + (requests.get(resource) ?? 0);
        fractions.push(Math.min(1, requested / capacity));
      }
      return Math.floor((1 - spread(fractions)) * MAX_SCORE);
    },
  },
};

/** The standard deviation; of two numbers half their distance. */
function spread(fractions: readonly number[]): number {
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs((fractions[0]! - fractions[1]!) / 2);
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  const squares = fractions.reduce((sum, fraction) => sum + (fraction - mean) ** 2, 0);
  return Math.sqrt(squares / fractions.length);
}
