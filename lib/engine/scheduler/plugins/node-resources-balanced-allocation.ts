/**
 * Nodes are better whose resources, cpu and memory by default, would be used to the same degree.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go
 */
import type { ResourceWeight } from '../configuration/plugin-arguments';
import { MAX_SCORE, type Plugin } from '../framework';
import { demandsOf } from '../pod-demands';
import { amountsOf } from '../pod-traits';
import { isScalar } from '../../apimachinery/pod-resources';

export function nodeResourcesBalancedAllocation(resources: readonly ResourceWeight[]): Plugin {
  return {
    name: 'NodeResourcesBalancedAllocation',
    traitsOf: amountsOf,
    score: {
      of: (_state, pod) => {
        const { requests } = demandsOf(pod);
        return ({ allocatable, requested }) => {
          const fractions: number[] = [];
          for (const { name } of resources) {
            const capacity = allocatable.get(name) ?? 0;
            const wanted = requests.get(name) ?? 0;
            if (capacity === 0 || (wanted === 0 && isScalar(name))) continue;
            fractions.push(Math.min(1, ((requested.get(name) ?? 0) + wanted) / capacity));
          }
          return Math.floor((1 - spread(fractions)) * MAX_SCORE);
        };
      },
    },
  };
}

/** The standard deviation; of two numbers half their distance. */
function spread(fractions: readonly number[]): number {
  if (fractions.length < 2) return 0;
  if (fractions.length === 2) return Math.abs((fractions[0]! - fractions[1]!) / 2);
  const mean = fractions.reduce((sum, fraction) => sum + fraction, 0) / fractions.length;
  const squares = fractions.reduce((sum, fraction) => sum + (fraction - mean) ** 2, 0);
  return Math.sqrt(squares / fractions.length);
}
