/**
 * Packs the endpoints of one set of ports into slices, touching as few slices as it can.
 *
 * 1. What is no longer wanted leaves its slice, what has changed is replaced where it is.
 * 2. Slices that are written anyway are filled up, the fullest first.
 * 3. What is left goes into the one unchanged slice that it fills best, or into new ones.
 *
 * Upstream: staging/src/k8s.io/endpointslice/reconciler.go (reconcileByPortMapping), utils.go (getSliceToFill)
 */
import type { Service } from '../../apimachinery/api/core-v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../apimachinery/api/discovery-v1';
import { sameEndpoint, type EndpointSet } from './endpoint-set';
import type { AddressType, PlannedSlice, SlicePlan } from './planned-slice';
import { labelsChanged, newSlice, sliceLabels } from './service-slice';

export interface PackedPorts {
  readonly service: Service;
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly maxEndpointsPerSlice: number;
}

/** A slice that is going to be written. */
interface OpenSlice {
  readonly slice: EndpointSlice;
  endpoints: readonly Endpoint[];
}

/** @param desired emptied as its endpoints find their slices */
export function packSlices(packed: PackedPorts, existing: readonly EndpointSlice[], desired: EndpointSet): SlicePlan {
  const { service, maxEndpointsPerSlice: max } = packed;
  const open: OpenSlice[] = [];
  const unchanged = new Set<EndpointSlice>();
  const gone: EndpointSlice[] = [];
  for (const slice of existing) {
    const { endpoints, changed } = keepDesired(slice, desired);
    if (changed && endpoints.length === 0) gone.push(slice);
    else if (changed || labelsChanged(slice, service)) open.push({ slice, endpoints });
    else unchanged.add(slice);
  }
  fillUp(open, desired, max);
  const created: PlannedSlice[] = [];
  while (desired.size > 0) {
    const filled = desired.size < max ? bestFit([...unchanged], desired.size, max) : undefined;
    if (filled) {
      unchanged.delete(filled);
      const endpoints = endpointsOf(filled);
      open.push({ slice: filled, endpoints: [...endpoints, ...desired.take(max - endpoints.length)] });
    } else created.push(newSlice(service, packed.addressType, packed.ports, desired.take(max)));
  }
  const labels = sliceLabels(service);
  const update = open.map(({ slice, endpoints }) => ({
    ...slice,
    metadata: { ...slice.metadata, labels },
    endpoints,
  }));
  return { create: created, update, delete: gone };
}

export function endpointsOf(slice: PlannedSlice): readonly Endpoint[] {
  return slice.endpoints ?? [];
}

function keepDesired(
  slice: EndpointSlice,
  desired: EndpointSet,
): { readonly endpoints: readonly Endpoint[]; readonly changed: boolean } {
  const before = endpointsOf(slice);
  const endpoints: Endpoint[] = [];
  let changed = false;
  for (const endpoint of before) {
    const wanted = desired.get(endpoint);
    if (!wanted) continue;
    endpoints.push(wanted);
    changed ||= !sameEndpoint(wanted, endpoint);
    desired.delete(endpoint);
  }
  return { endpoints, changed: changed || endpoints.length !== before.length };
}

function fillUp(open: readonly OpenSlice[], desired: EndpointSet, max: number): void {
  const fullestFirst = [...open].sort((a, b) => b.endpoints.length - a.endpoints.length);
  for (const slice of fullestFirst) {
    slice.endpoints = [...slice.endpoints, ...desired.take(max - slice.endpoints.length)];
  }
}

/** The slice that has the least room left once `count` more are in it. An empty one is as good as a new one. */
function bestFit(slices: readonly EndpointSlice[], count: number, max: number): EndpointSlice | undefined {
  let best: EndpointSlice | undefined;
  let least = max;
  for (const slice of slices) {
    const room = max - (count + endpointsOf(slice).length);
    if (room >= 0 && room < least) [best, least] = [slice, room];
  }
  return best;
}
