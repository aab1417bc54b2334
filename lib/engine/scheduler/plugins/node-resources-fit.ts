/**
 * A pod needs room: what it requests must be left of what the node can give. How much of that is best is for the strategy to say.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/fit.go
 */
import type { PluginArguments } from '../configuration/plugin-arguments';
import { NODE_UPDATES, unschedulable, type Plugin, type Refusal } from '../framework';
import { demandsOf } from '../pod-demands';
import { amountsOf } from '../pod-traits';
import { lackingResources } from '../resource-fit';
import { resourceScorer } from '../resource-scorer';

type Given = Pick<PluginArguments, 'ignoredResources' | 'ignoredResourceGroups' | 'scoringStrategy'>;

export function nodeResourcesFit(given: Given): Plugin {
  const score = resourceScorer(given.scoringStrategy);
  const refusalFor = sharedRefusals();
  const isIgnored = (resource: string): boolean =>
    resource.includes('/') &&
    (given.ignoredResources.includes(resource) || given.ignoredResourceGroups.includes(resource.split('/')[0]!));
  return {
    name: 'NodeResourcesFit',
    wakesOn: ['PodDeleted', 'NodeAdded', ...NODE_UPDATES],
    traitsOf: amountsOf,
    filter: (_state, pod) => {
      const demands = demandsOf(pod);
      return (node) => {
        const lacking = lackingResources(demands, node, isIgnored);
        return lacking.length === 0 ? undefined : refusalFor(lacking);
      };
    },
    score: {
      of: (_state, pod) => {
        const demands = demandsOf(pod);
        return (node) => score(demands, node);
      },
    },
  };
}

/** One object for all nodes that lack the same. */
function sharedRefusals(): (lacking: readonly string[]) => Refusal {
  const refusals = new Map<string, Refusal>();
  return (lacking) => {
    const key = lacking.join();
    let known = refusals.get(key);
    if (!known) refusals.set(key, (known = unschedulable(...lacking)));
    return known;
  };
}
