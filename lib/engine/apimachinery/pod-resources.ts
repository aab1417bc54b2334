/**
 * What pods ask of nodes and nodes have to give, as plain numbers: cpu in thousandths, everything else in units (bytes, pieces). Quotas
 * count the same containers in exact quantities.
 *
 * Upstream: pkg/scheduler/framework/types.go (Resource), pkg/api/v1/resource/helpers.go (PodRequests), pkg/scheduler/util/pod_resources.go
 * Differs: init containers that restart always are off in v1.28 and not counted differently.
 */
import type { Container, Pod, PodSpec } from './api/core-v1';
import { Quantity } from './quantity';

/** Amounts by resource name; absent means 0. */
export type Amounts = ReadonlyMap<string, number>;

/** What a container without request counts for when nodes are compared. */
const DEFAULT_CPU_MILLI = 100;
const DEFAULT_MEMORY_BYTES = 200 * 1024 * 1024;

export function amountOf(resource: string, quantity: string): number {
  const parsed = Quantity.parse(quantity);
  return resource === 'cpu' ? parsed.milliValue() : parsed.value();
}

export function amountsOf(list: Readonly<Record<string, string>> | undefined): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const [resource, quantity] of Object.entries(list ?? {})) amounts.set(resource, amountOf(resource, quantity));
  return amounts;
}

/** Of specs that are stored, and so never change. */
const knownRequests = new WeakMap<object, Amounts>();

/** What the pod needs while it runs: its containers together, or its most demanding init container, and its overhead. */
export function podRequests(pod: Pod): Amounts {
  const { spec } = pod;
  const known = spec && knownRequests.get(spec);
  if (known) return known;
  const requests = requestsWith(pod, (container) => amountsOf(container.resources?.requests));
  if (spec && Object.isFrozen(spec)) knownRequests.set(spec, requests);
  return requests;
}

/** The same, where a container without request for cpu or memory counts as a small one. */
export function comparableRequests(pod: Pod): Amounts {
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  if (containers.every(saysBoth) && initContainers.every(saysBoth)) return podRequests(pod);
  return requestsWith(pod, (container) => {
    const amounts = amountsOf(container.resources?.requests);
    if (!amounts.has('cpu')) amounts.set('cpu', DEFAULT_CPU_MILLI);
    if (!amounts.has('memory')) amounts.set('memory', DEFAULT_MEMORY_BYTES);
    return amounts;
  });
}

function saysBoth({ resources }: Container): boolean {
  return resources?.requests?.['cpu'] !== undefined && resources.requests['memory'] !== undefined;
}

function requestsWith(pod: Pod, requestsOf: (container: Container) => Amounts): Amounts {
  const total = pod.spec ? totalOfContainers(pod.spec, requestsOf, NUMBERS) : new Map<string, number>();
  addTo(total, amountsOf(pod.spec?.overhead));
  return total;
}

/** How amounts of a kind are put together. */
export interface AmountArithmetic<Amount> {
  add(a: Amount, b: Amount): Amount;
  isMore(a: Amount, b: Amount): boolean;
}

const NUMBERS: AmountArithmetic<number> = { add: (a, b) => a + b, isMore: (a, b) => a > b };

/** Of each resource what the containers take together, or the greediest init container where that is more. */
export function totalOfContainers<Amount>(
  { containers, initContainers = [] }: PodSpec,
  amountsOfContainer: (container: Container) => ReadonlyMap<string, Amount>,
  { add, isMore }: AmountArithmetic<Amount>,
): Map<string, Amount> {
  const total = new Map<string, Amount>();
  for (const container of containers) {
    for (const [resource, amount] of amountsOfContainer(container)) {
      const before = total.get(resource);
      total.set(resource, before === undefined ? amount : add(before, amount));
    }
  }
  for (const container of initContainers) {
    for (const [resource, amount] of amountsOfContainer(container)) {
      const before = total.get(resource);
      if (before === undefined || isMore(amount, before)) total.set(resource, amount);
    }
  }
  return total;
}

/** Adds in place; `sign` -1 takes away. */
export function addTo(total: Map<string, number>, amounts: Amounts, sign: 1 | -1 = 1): void {
  for (const [resource, amount] of amounts) total.set(resource, (total.get(resource) ?? 0) + sign * amount);
}

/** Extended resources, hugepages and the like: everything but cpu, memory and ephemeral storage. */
export function isScalar(resource: string): boolean {
  return resource !== 'cpu' && resource !== 'memory' && resource !== 'ephemeral-storage' && resource !== 'pods';
}
