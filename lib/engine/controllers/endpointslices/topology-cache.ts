/**
 * How much of the cluster's CPU each zone has, and how a Service's endpoints are to be shared out among zones because of it.
 *
 * Upstream: staging/src/k8s.io/endpointslice/topologycache/{topologycache,utils}.go
 * Differs: zones are taken in order of name where upstream goes through a map in random order.
 */
import type { Node } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';
import type { AddressType } from './planned-slice';

/** How much more than its share an endpoint may have to bear. */
const OVERLOAD_THRESHOLD = 0.2;
const ZONE = 'topology.kubernetes.io/zone';
const EXCLUDED = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** How many endpoints a zone is to have. */
export interface Allocation {
  readonly maximum: number;
  readonly desired: number;
}

/** How many endpoints are for each zone. */
export type EndpointsByZone = ReadonlyMap<string, number>;

export class TopologyCache {
  /** The share of each zone in order of name; undefined: not enough is known of the nodes. Computed when somebody asks. */
  #ratios: ReadonlyMap<string, number> | undefined;
  #outdated = true;
  readonly #endpoints = new Map<string, Map<AddressType, EndpointsByZone>>();
  readonly #withHints = new Set<string>();

  constructor(private readonly nodes: () => readonly Node[]) {}

  /** Nodes have come, gone, changed their readiness or zone. */
  nodesChanged(): void {
    this.#outdated = true;
  }

  /** Keys of the Services whose endpoints no longer suit the zones. */
  overloadedServices(): readonly string[] {
    if (this.#endpoints.size === 0) return [];
    const ratios = this.#currentRatios();
    return [...this.#endpoints]
      .filter(([, byType]) => [...byType.values()].some((zones) => isOverloaded(zones, ratios)))
      .map(([key]) => key);
  }

  hasHints(service: string): boolean {
    return this.#withHints.has(service);
  }

  setHints(service: string, addressType: AddressType, zones: EndpointsByZone): void {
    let byType = this.#endpoints.get(service);
    if (!byType) this.#endpoints.set(service, (byType = new Map<AddressType, EndpointsByZone>()));
    byType.set(addressType, zones);
    this.#withHints.add(service);
  }

  removeHints(service: string, addressType: AddressType): void {
    const byType = this.#endpoints.get(service);
    byType?.delete(addressType);
    if (byType?.size === 0) this.#endpoints.delete(service);
    this.#withHints.delete(service);
  }

  /** What each zone is to have of so many endpoints, or why that cannot be said. */
  allocations(count: number): ReadonlyMap<string, Allocation> | string {
    const ratios = this.#currentRatios();
    if (!ratios) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
    const counts = `(${count} endpoints, ${ratios.size} zones)`;
    if (ratios.size > count) return `Insufficient number of endpoints ${counts}`;
    const minimums = new Map<string, number>();
    let total = 0;
    for (const [zone, ratio] of ratios) {
      const minimum = Math.ceil(ratio * count * (1 / (1 + OVERLOAD_THRESHOLD)));
      minimums.set(zone, minimum);
      total += minimum;
    }
    if (total > count) {
      const what = 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold';
      return `${what} ${counts}`;
    }
    const allocations = [...minimums].map(([zone, minimum]) => {
      const desired = Math.max(ratios.get(zone)! * count, minimum);
      return [zone, { desired, maximum: minimum + count - total }] as const;
    });
    return new Map(allocations);
  }

  #currentRatios(): ReadonlyMap<string, number> | undefined {
    if (this.#outdated) this.#ratios = cpuRatios(this.nodes());
    this.#outdated = false;
    return this.#ratios;
  }
}

function cpuRatios(nodes: readonly Node[]): ReadonlyMap<string, number> | undefined {
  const milliByZone = new Map<string, number>();
  let total = 0;
  for (const { metadata, status } of nodes) {
    if (EXCLUDED.some((label) => metadata.labels?.[label] !== undefined)) continue;
    if (!status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True')) continue;
    const cpu = Quantity.tryParse(status.allocatable?.['cpu'] ?? '0')?.milliValue() ?? 0;
    const zone = metadata.labels?.[ZONE];
    if (!zone || cpu === 0) return undefined;
    milliByZone.set(zone, (milliByZone.get(zone) ?? 0) + cpu);
    total += cpu;
  }
  if (milliByZone.size < 2) return undefined;
  const zones = [...milliByZone].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(zones.map(([zone, milli]) => [zone, milli / total]));
}

/** Whether some zone has too few of the endpoints. */
function isOverloaded(zones: EndpointsByZone, ratios: ReadonlyMap<string, number> | undefined): boolean {
  if (zones.size === 0) return false;
  if (!ratios) return true;
  const total = [...zones.values()].reduce((sum, count) => sum + count, 0);
  return [...ratios].some(([zone, ratio]) => {
    const count = zones.get(zone);
    return count === undefined || count < Math.ceil(total * ratio * (1 / (1 + OVERLOAD_THRESHOLD)));
  });
}
