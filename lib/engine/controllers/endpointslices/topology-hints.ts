/**
 * Writes into slices which zone each endpoint is for: its own, unless a zone has more of them than its share of the CPU.
 *
 * Upstream: staging/src/k8s.io/endpointslice/topologycache/{topologycache,sliceinfo,utils,event}.go
 */
import type { Endpoint, EndpointSlice } from '../../apimachinery/api/discovery-v1';
import type { EventType } from '../../client/event-recorder';
import type { AddressType, PlannedSlice } from './planned-slice';
import { endpointsOf } from './slice-packing';
import type { Allocation, TopologyCache } from './topology-cache';

export interface HintedSlices {
  readonly create: readonly PlannedSlice[];
  readonly update: readonly PlannedSlice[];
  readonly events: readonly HintEvent[];
}

export interface HintEvent {
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
}

export interface SliceInfo {
  /** Key of the Service. */
  readonly service: string;
  readonly addressType: AddressType;
  readonly create: readonly PlannedSlice[];
  readonly update: readonly PlannedSlice[];
  readonly unchanged: readonly EndpointSlice[];
}

export function disabledEvent(message: string, addressType: AddressType): HintEvent {
  return {
    type: 'Warning',
    reason: 'TopologyAwareHintsDisabled',
    message: `${message}, addressType: ${addressType}`,
  };
}

export function addHints(cache: TopologyCache, info: SliceInfo): HintedSlices {
  const { service, addressType } = info;
  const giveUp = (message: string): HintedSlices => {
    cache.removeHints(service, addressType);
    return { ...withoutHints(info), events: [disabledEvent(message, addressType)] };
  };
  const all = [...info.create, ...info.update, ...info.unchanged];
  const allocations = cache.allocations(all.reduce((sum, slice) => sum + endpointsOf(slice).filter(isReady).length, 0));
  if (typeof allocations === 'string') return giveUp(allocations);
  const { allocated, outdated } = allocatedIn(info.unchanged, allocations);
  const open = [...info.create, ...info.update, ...outdated];
  if (open.some((slice) => endpointsOf(slice).some((endpoint) => isReady(endpoint) && !endpoint.zone))) {
    return giveUp('One or more endpoints do not have a zone specified');
  }
  for (const { zone } of open.flatMap((slice) => endpointsOf(slice).filter(isReady))) {
    allocated.set(zone!, (allocated.get(zone!) ?? 0) + 1);
  }
  const hinted = redistributed(open, allocations, allocated);
  if (allocated.size === 0) return giveUp('No hints allocated for zones');
  const had = cache.hasHints(service);
  cache.setHints(service, addressType, allocated);
  const message = `Topology Aware Hints has been enabled, addressType: ${addressType}`;
  const enabled: HintEvent = { type: 'Normal', reason: 'TopologyAwareHintsEnabled', message };
  const created = info.create.length;
  return { create: hinted.slice(0, created), update: hinted.slice(created), events: had ? [] : [enabled] };
}

/** No slice keeps hints. */
export function withoutHints({ create, update, unchanged }: SliceInfo): Omit<HintedSlices, 'events'> {
  const bare = (slice: PlannedSlice): PlannedSlice => ({ ...slice, endpoints: endpointsOf(slice).map(withoutHint) });
  const hinted = unchanged.filter((slice) => endpointsOf(slice).some(({ hints }) => hints !== undefined));
  return { create: create.map(bare), update: [...update, ...hinted].map(bare) };
}

function withoutHint(endpoint: Endpoint): Endpoint {
  if (endpoint.hints === undefined) return endpoint;
  const { hints: _hints, ...rest } = endpoint;
  return rest;
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready === true;
}

/** What the hints of unchanged slices say, and the slices whose hints no longer hold. */
function allocatedIn(
  slices: readonly EndpointSlice[],
  allocations: ReadonlyMap<string, Allocation>,
): { readonly allocated: Map<string, number>; readonly outdated: readonly EndpointSlice[] } {
  const allocated = new Map<string, number>();
  const outdated = slices.filter((slice) => {
    const zones = hintedZones(slice);
    const counts = new Map<string, number>();
    for (const zone of zones ?? []) counts.set(zone, (counts.get(zone) ?? 0) + 1);
    const fits = [...counts].every(([zone, count]) => {
      const maximum = allocations.get(zone)?.maximum;
      return maximum !== undefined && count + (allocated.get(zone) ?? 0) <= maximum;
    });
    if (!zones || !fits) return true;
    for (const [zone, count] of counts) allocated.set(zone, (allocated.get(zone) ?? 0) + count);
    return false;
  });
  return { allocated, outdated };
}

/** Undefined where some ready endpoint has no hint. */
function hintedZones(slice: EndpointSlice): readonly string[] | undefined {
  const zones: string[] = [];
  for (const endpoint of endpointsOf(slice).filter(isReady)) {
    const hints = endpoint.hints?.forZones ?? [];
    if (hints.length === 0) return undefined;
    zones.push(...hints.map(({ name }) => name));
  }
  return zones;
}

/** @param allocated follows what is moved */
function redistributed(
  slices: readonly PlannedSlice[],
  allocations: ReadonlyMap<string, Allocation>,
  allocated: Map<string, number>,
): readonly PlannedSlice[] {
  const { giving, receiving } = transfers(allocations, allocated);
  const zoneFor = (own: string): string => {
    const receiver = [...receiving].find(([, count]) => count > 0)?.[0];
    const left = giving.get(own) ?? 0;
    if (left === 0 || receiver === undefined) return own;
    giving.set(own, left - 1);
    receiving.set(receiver, receiving.get(receiver)! - 1);
    allocated.set(own, (allocated.get(own) ?? 0) - 1);
    allocated.set(receiver, (allocated.get(receiver) ?? 0) + 1);
    return receiver;
  };
  return slices.map((slice) => ({
    ...slice,
    endpoints: endpointsOf(slice).map((endpoint) =>
      isReady(endpoint) ? { ...endpoint, hints: { forZones: [{ name: zoneFor(endpoint.zone!) }] } } : endpoint,
    ),
  }));
}

/** How many endpoints zones give away and get, in whole numbers. */
function transfers(
  allocations: ReadonlyMap<string, Allocation>,
  allocated: ReadonlyMap<string, number>,
): { readonly giving: Map<string, number>; readonly receiving: Map<string, number> } {
  const surplus = new Map<string, number>();
  const lack = new Map<string, number>();
  for (const [zone, { desired }] of allocations) {
    const difference = (allocated.get(zone) ?? 0) - desired;
    if (difference > 0) surplus.set(zone, difference);
    else if (difference < 0) lack.set(zone, -difference);
  }
  const giving = new Map<string, number>();
  const receiving = new Map<string, number>();
  for (;;) {
    const [giver, toGive] = most(surplus);
    const [receiver, toReceive] = most(lack);
    if ((toGive < 1 && toReceive < 1) || toGive < 0.5 || toReceive < 0.5) return { giving, receiving };
    giving.set(giver, (giving.get(giver) ?? 0) + 1);
    surplus.set(giver, toGive - 1);
    receiving.set(receiver, (receiving.get(receiver) ?? 0) + 1);
    lack.set(receiver, toReceive - 1);
  }
}

function most(zones: ReadonlyMap<string, number>): readonly [string, number] {
  return [...zones].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['', 0] as const);
}
