/**
 * A pod needs room: what it requests must be left of what the node can give. How much of that is best is for the strategy to say.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/fit.go
 */
import type { PluginArguments } from '../configuration/plugin-arguments';
import { unschedulable, type Plugin, type Refusal } from '../framework';
import type { NodeInfo } from '../node-info';
import { demandsOf, type PodDemands } from '../pod-demands';
import { amountsOf } from '../pod-traits';
import { resourceScorer } from '../resource-scorer';

const NOTHING: readonly string[] = [];

type Given = Pick<PluginArguments, 'ignoredResources' | 'ignoredResourceGroups' | 'scoringStrategy'>;

export function nodeResourcesFit(given: Given): Plugin {
  const score = resourceScorer(given.scoringStrategy);
  const refusalFor = sharedRefusals();
  const isIgnored = (resource: string): boolean =>
    resource.includes('/') &&
    (given.ignoredResources.includes(resource) || given.ignoredResourceGroups.includes(resource.split('/')[0]!));
  return {
    name: 'NodeResourcesFit',
    wakesOn: ['PodDeleted', 'NodeAdded', 'NodeAllocatable'],
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

/** A reason for each resource of which there is too little, in upstream's order. */
function lackingResources(
  { wanted: all }: PodDemands,
  node: NodeInfo,
  isIgnored: (resource: string) => boolean,
): readonly string[] {
  const { allocatable, requested } = node;
  let lacking: string[] | undefined;
  if (node.podCount + 1 > (allocatable.get('pods') ?? 0)) lacking = ['Too many pods'];
  for (const [resource, wanted] of all) {
    if (wanted <= (allocatable.get(resource) ?? 0) - (requested.get(resource) ?? 0)) continue;
    if (!isIgnored(resource)) (lacking ??= []).push(`Insufficient ${resource}`);
  }
  return lacking ?? NOTHING;
}
