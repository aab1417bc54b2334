/**
 * Keeps Endpoints at 1000 addresses: ready ones first, from each subset in proportion.
 *
 * Upstream: pkg/controller/endpoint/endpoints_controller.go (truncateEndpoints, capacityAnnotationSetCorrectly)
 */
import type { EndpointAddress, EndpointSubset } from '../../apimachinery/api/core-v1';

const MAX_CAPACITY = 1000;
export const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
export const TRUNCATED = 'truncated';

function total(subsets: readonly EndpointSubset[], list: 'addresses' | 'notReadyAddresses'): number {
  return subsets.reduce((sum, subset) => sum + (subset[list]?.length ?? 0), 0);
}

export function isOverCapacity(subsets: readonly EndpointSubset[]): boolean {
  return total(subsets, 'addresses') + total(subsets, 'notReadyAddresses') > MAX_CAPACITY;
}

/** What is left of subsets that are over capacity. */
export function truncated(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const ready = total(subsets, 'addresses');
  const cutsReady = ready > MAX_CAPACITY;
  const room = cutsReady ? MAX_CAPACITY : MAX_CAPACITY - ready;
  const of = cutsReady ? ready : total(subsets, 'notReadyAddresses');
  let left = room;
  return subsets.map(({ addresses = [], notReadyAddresses = [], ports }) => {
    const list: readonly EndpointAddress[] = cutsReady ? addresses : notReadyAddresses;
    const kept = list.slice(0, Math.min(Math.ceil((list.length / of) * room), left));
    left -= kept.length;
    const [keptReady, keptNotReady] = cutsReady ? [kept, []] : [addresses, kept];
    return {
      ...(keptReady.length > 0 ? { addresses: keptReady } : {}),
      ...(keptNotReady.length > 0 ? { notReadyAddresses: keptNotReady } : {}),
      ...(ports ? { ports } : {}),
    };
  });
}
