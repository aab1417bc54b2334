/**
 * What a pod asks for in sum, in exact quantities.
 *
 * Upstream: pkg/api/v1/resource/helpers.go (PodRequests, PodLimits)
 */
import type { PodSpec } from '../../apimachinery/api/core-v1';
import { type AmountArithmetic, totalOfContainers } from '../../apimachinery/pod-resources';
import type { Quantity } from '../../apimachinery/quantity';
import { addResources, readResources, type ResourceList } from './resource-list';

const QUANTITIES: AmountArithmetic<Quantity> = { add: (a, b) => a.add(b), isMore: (a, b) => a.compare(b) > 0 };

/** Without overhead. */
export function containerRequests(spec: PodSpec): ResourceList {
  return totalOfContainers(spec, ({ resources }) => readResources(resources?.requests), QUANTITIES);
}

/** Without overhead. */
export function containerLimits(spec: PodSpec): ResourceList {
  return totalOfContainers(spec, ({ resources }) => readResources(resources?.limits), QUANTITIES);
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
