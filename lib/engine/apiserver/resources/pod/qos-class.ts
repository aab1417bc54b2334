/**
 * The quality of service that a pod gets for what its containers ask.
 *
 * Upstream: pkg/apis/core/helper/qos/qos.go
 */
import type { PodSpec } from '../../../apimachinery/api/core-v1';
import { Quantity } from '../../../apimachinery/quantity';
import type { ResourceList } from './pod-types';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const COMPUTE_RESOURCES = ['cpu', 'memory'] as const;

type Totals = Map<string, Quantity>;

/** Guaranteed: every container limits cpu and memory, and asks for as much. BestEffort: none asks for anything. */
export function qosClassOf(spec: PodSpec): QosClass {
  const requests: Totals = new Map();
  const limits: Totals = new Map();
  let allLimited = true;
  for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
    addTo(requests, resources?.requests);
    if (addTo(limits, resources?.limits) < COMPUTE_RESOURCES.length) allLimited = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const asksForLimits = [...requests].every(([name, request]) => limits.get(name)?.equals(request));
  return allLimited && asksForLimits && requests.size === limits.size ? 'Guaranteed' : 'Burstable';
}

/** Adds what is asked of cpu and memory; answers for how many of them something was. */
function addTo(totals: Totals, list: ResourceList | undefined): number {
  let found = 0;
  for (const name of COMPUTE_RESOURCES) {
    const text = list?.[name];
    const amount = text === undefined ? Quantity.zero : Quantity.parse(text);
    if (amount.sign <= 0) continue;
    totals.set(name, (totals.get(name) ?? Quantity.zero).add(amount));
    found++;
  }
  return found;
}
