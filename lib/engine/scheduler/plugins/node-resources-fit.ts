/**
 * A pod needs room: what it requests must be left of what the node can give. The more is left, the better.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/{fit,least_allocated,resource_allocation}.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { MAX_SCORE, unschedulable, type Plugin } from '../framework';
import { podInfoOf, type NodeInfo } from '../node-info';
import { isScalar } from '../../apimachinery/pod-resources';

const SCORED = ['cpu', 'memory'];

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  wakesOn: ['PodDeleted', 'NodeAdded', 'NodeAllocatable'],
  filter: (_state, pod, node) => {
    const lacking = lackingResources(pod, node);
    return lacking.length === 0 ? undefined : unschedulable(...lacking);
  },
  score: {
    of: (_state, pod, node) => {
      const { comparable } = podInfoOf(pod);
      let sum = 0;
      let count = 0;
      for (const resource of SCORED) {
        const capacity = node.allocatable.get(resource) ?? 0;
        if (capacity === 0) continue;
        count++;
        const requested = (node.comparable.get(resource) ?? 0) + (comparable.get(resource) ?? 0);
        if (requested <= capacity) sum += Math.floor(((capacity - requested) * MAX_SCORE) / capacity);
      }
      return count === 0 ? 0 : Math.floor(sum / count);
    },
  },
};

/** A reason for each resource of which there is too little, in upstream's order. */
export function lackingResources(pod: Pod, node: NodeInfo): string[] {
  const lacking: string[] = [];
  if (node.podCount + 1 > (node.allocatable.get('pods') ?? 0)) lacking.push('Too many pods');
  const { requests } = podInfoOf(pod);
  const left = (resource: string): number =>
    (node.allocatable.get(resource) ?? 0) - (node.requested.get(resource) ?? 0);
  for (const resource of ['cpu', 'memory', 'ephemeral-storage']) {
    const wanted = requests.get(resource) ?? 0;
    if (wanted > 0 && wanted > left(resource)) lacking.push(`Insufficient ${resource}`);
  }
  for (const [resource, wanted] of [...requests].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isScalar(resource) && wanted > 0 && wanted > left(resource)) lacking.push(`Insufficient ${resource}`);
  }
  return lacking;
}
