/**
 * Which pod a node that runs short gives up first, and what is said about it.
 *
 * Upstream: pkg/kubelet/eviction/helpers.go (rankMemoryPressure, rankDiskPressureFunc, evictionMessage)
 */
import { amountOf } from '../../apimachinery/pod-resources';
import { Quantity } from '../../apimachinery/quantity';
import type { Pod } from '../../apiserver/resources/pod/pod-types';

/** What a node can run out of, as eviction speaks of it. */
export type StarvedResource = 'memory' | 'ephemeral-storage';

/** Bytes that each container of a pod uses, by its name. */
export type PodUsage = ReadonlyMap<string, number>;

/** How much is left, and how much there ought to be, in bytes. */
export interface Threshold {
  readonly resource: StarvedResource;
  readonly quantity: number;
  readonly available: number;
}

/** Those over their requests before the others, then those of low priority, then those that use most beyond their requests. */
export function rankedForEviction(
  pods: readonly Pod[],
  resource: StarvedResource,
  usageOf: (pod: Pod) => PodUsage,
): readonly Pod[] {
  const rows = pods.map((pod) => {
    const excess = total(usageOf(pod)) - requestOf(pod, resource);
    return { pod, excess, exceeds: excess > 0, priority: pod.spec.priority ?? 0 };
  });
  rows.sort((a, b) => Number(b.exceeds) - Number(a.exceeds) || a.priority - b.priority || b.excess - a.excess);
  return rows.map(({ pod }) => pod);
}

export function evictionMessage(pod: Pod, { resource, quantity, available }: Threshold, usage: PodUsage): string {
  const offenders = pod.spec.containers.flatMap(({ name, resources }) => {
    const used = usage.get(name);
    const request = Quantity.parse(resources?.requests?.[resource] ?? '0');
    if (used === undefined || used <= request.value()) return [];
    const amounts = `was using ${bytes(used)}, request is ${request.toString()}`;
    return [`Container ${name} ${amounts}, has larger consumption of ${resource}. `];
  });
  const amounts = `Threshold quantity: ${bytes(quantity)}, available: ${bytes(available)}. `;
  return `The node was low on resource: ${resource}. ${amounts}${offenders.join('')}`;
}

function bytes(amount: number): string {
  return Quantity.of(Math.floor(amount), 'BinarySI').toString();
}

function total(usage: PodUsage): number {
  return [...usage.values()].reduce((sum, amount) => sum + amount, 0);
}

/** Without init containers that have ended: the larger of what they and the others ask for. */
function requestOf({ spec }: Pod, resource: StarvedResource): number {
  const asked = (request: string | undefined): number => (request === undefined ? 0 : amountOf(resource, request));
  const main = spec.containers.reduce((sum, { resources }) => sum + asked(resources?.requests?.[resource]), 0);
  const init = (spec.initContainers ?? []).map(({ resources }) => asked(resources?.requests?.[resource]));
  return Math.max(main, ...init) + asked(spec.overhead?.[resource]);
}
