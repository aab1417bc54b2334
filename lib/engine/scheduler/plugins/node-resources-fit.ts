/**
 * A pod needs room: what it requests must be left of what the node can give. How much of that is best is for the strategy to say.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/fit.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { PluginArguments } from '../configuration/plugin-arguments';
import { unschedulable, type Plugin } from '../framework';
import { podInfoOf, type NodeInfo } from '../node-info';
import { resourceScorer } from '../resource-scorer';

const NOTHING: readonly string[] = [];

type Given = Pick<PluginArguments, 'ignoredResources' | 'ignoredResourceGroups' | 'scoringStrategy'>;

export function nodeResourcesFit(given: Given): Plugin {
  const score = resourceScorer(given.scoringStrategy);
  const isIgnored = (resource: string): boolean =>
    resource.includes('/') &&
    (given.ignoredResources.includes(resource) || given.ignoredResourceGroups.includes(resource.split('/')[0]!));
  return {
    name: 'NodeResourcesFit',
    wakesOn: ['PodDeleted', 'NodeAdded', 'NodeAllocatable'],
    traitsOf: (pod) => podInfoOf(pod).amounts,
    filter: (_state, pod, node) => {
      const lacking = lackingResources(pod, node, isIgnored);
      return lacking.length === 0 ? undefined : unschedulable(...lacking);
    },
    score: { of: (_state, pod, node) => score(podInfoOf(pod), node) },
  };
}

/** A reason for each resource of which there is too little, in upstream's order. */
function lackingResources(pod: Pod, node: NodeInfo, isIgnored: (resource: string) => boolean): readonly string[] {
  const { allocatable, requested } = node;
  let lacking: string[] | undefined;
  if (node.podCount + 1 > (allocatable.get('pods') ?? 0)) lacking = ['Too many pods'];
  for (const [resource, wanted] of podInfoOf(pod).wanted) {
    if (wanted <= (allocatable.get(resource) ?? 0) - (requested.get(resource) ?? 0)) continue;
    if (!isIgnored(resource)) (lacking ??= []).push(`Insufficient ${resource}`);
  }
  return lacking ?? NOTHING;
}
