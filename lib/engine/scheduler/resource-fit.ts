/**
 * What a pod wants and a node does not have left.
 *
 * Upstream: pkg/scheduler/framework/plugins/noderesources/fit.go (Fits)
 */
import type { NodeInfo } from './node-info';
import type { PodDemands } from './pod-demands';

const NOTHING: readonly string[] = [];

/**
 * A reason for each resource of which there is too little, in upstream's order.
 *
 * @param isIgnored resources that do not matter
 */
export function lackingResources(
  { wanted }: PodDemands,
  { allocatable, requested, podCount }: NodeInfo,
  isIgnored: (resource: string) => boolean = () => false,
): readonly string[] {
  let lacking: string[] | undefined;
  if (podCount + 1 > (allocatable.get('pods') ?? 0)) lacking = ['Too many pods'];
  for (const [resource, amount] of wanted) {
    if (amount <= (allocatable.get(resource) ?? 0) - (requested.get(resource) ?? 0)) continue;
    if (!isIgnored(resource)) (lacking ??= []).push(`Insufficient ${resource}`);
  }
  return lacking ?? NOTHING;
}
