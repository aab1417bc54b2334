/**
 * What a pod asks for in sum: its containers together, or the greediest init container where that is more.
 *
 * Upstream: pkg/api/v1/resource/helpers.go (PodRequests, PodLimits)
 * Differs: init containers that restart always are off in v1.28 and not counted differently.
 */
import type { Container, PodSpec } from '../../apimachinery/api/core-v1';
import { addResources, maxResources, NOTHING, readResources, type ResourceList } from './resource-list';

function summed(spec: PodSpec, of: (container: Container) => ResourceList): ResourceList {
  const together = spec.containers.map(of).reduce(addResources, NOTHING);
  return (spec.initContainers ?? []).map(of).reduce(maxResources, together);
}

/** Without overhead. */
export function containerRequests(spec: PodSpec): ResourceList {
  return summed(spec, ({ resources }) => readResources(resources?.requests));
}

/** Without overhead. */
export function containerLimits(spec: PodSpec): ResourceList {
  return summed(spec, ({ resources }) => readResources(resources?.limits));
}

export function podRequests(spec: PodSpec): ResourceList {
  return addResources(containerRequests(spec), readResources(spec.overhead));
}

/** Overhead counts only where something is limited. */
export function podLimits(spec: PodSpec): ResourceList {
  const limits = containerLimits(spec);
  const overhead = [...readResources(spec.overhead)].filter(([name]) => limits.get(name)?.isZero === false);
  return addResources(limits, new Map(overhead));
}
