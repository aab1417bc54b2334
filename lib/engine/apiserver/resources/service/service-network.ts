/**
 * The ranges that Services get addresses and node ports from. What is taken is read from the stored Services, so that nothing has to be
 * given back: an address is free as soon as no Service has it.
 *
 * Upstream: pkg/registry/core/service/{ipallocator,portallocator,allocator}
 * Differs: the search starts at a place drawn from the seed.
 */
import { IpAddress, IpRange } from '../../../apimachinery/ip-address';
import type { Random } from '../../../random/random';
import type { ObjectIndex } from '../../../store/object-index';
import type { StrategyContext } from '../../strategy';
import { needsHealthCheck, nodePortsOf, type IpFamily, type Service, type ServiceSpec } from './service';

const ALLOCATED_IP = 'provided IP is already allocated';
const ALLOCATED_PORT = 'provided port is already allocated';
const MAX_IPV6_ADDRESSES = 65536n;
/** What a dry run counts up from instead of looking for free ports. */
const DRY_RUN_PORTS_AFTER = 32768;

/** The first part of a range is left to those who choose an address themselves, while the rest has room. */
function reserved(size: number, { least, most, step }: Record<'least' | 'most' | 'step', number>): number {
  return size <= least ? 0 : Math.min(Math.max(Math.floor(size / step), least), most);
}

/** A free place of a range: at random in its upper part, at random in the lower one once that is full. */
function freePlace(size: number, lower: number, random: Random, taken: (place: number) => boolean): number | undefined {
  for (const [from, length] of [
    [lower, size - lower],
    [0, lower],
  ] as const) {
    if (length <= 0) continue;
    const start = random.integer(length);
    for (let step = 0; step < length; step++) {
      const place = from + ((start + step) % length);
      if (!taken(place)) return place;
    }
  }
  return undefined;
}

/** One of the cluster's ranges of addresses. */
export class ClusterIpRange {
  readonly #size: number;

  constructor(
    private readonly range: IpRange,
    private readonly taken: ObjectIndex<Service>,
    private readonly context: StrategyContext,
  ) {
    const all = range.family === 6 && range.size > MAX_IPV6_ADDRESSES ? MAX_IPV6_ADDRESSES : range.size;
    // Neither the network's own address nor, of IPv4, that of its broadcast.
    this.#size = Math.max(0, Number(all) - (range.family === 4 ? 2 : 1));
  }

  /** Why the address cannot be had; undefined where it can. */
  refusal(address: IpAddress): string | undefined {
    const place = address.value - this.range.first.value - 1n;
    if (!this.range.contains(address) || place < 0n || place >= BigInt(this.#size)) {
      return `the provided IP (${address.toString()}) is not in the valid range. The range of valid IPs is ${this.range.toString()}`;
    }
    return !this.context.dryRun && this.taken.count(address.toString()) > 0 ? ALLOCATED_IP : undefined;
  }

  /** A free address; undefined where the range is full. A dry run answers the range's own. */
  next(): IpAddress | undefined {
    if (this.context.dryRun) return this.range.first;
    const lower = reserved(Number(this.range.size), { least: 16, most: 256, step: 16 });
    const at = (place: number): IpAddress => this.range.at(BigInt(place) + 1n);
    const place = freePlace(
      this.#size,
      lower,
      this.context.random,
      (candidate) => this.taken.count(at(candidate).toString()) > 0,
    );
    return place === undefined ? undefined : at(place);
  }
}

/** Node ports that one write takes, besides those that Services have. */
export class NodePortOperation {
  readonly #held = new Set<number>();

  constructor(
    private readonly taken: ObjectIndex<Service>,
    private readonly context: StrategyContext,
  ) {}

  /** Takes the port, or answers why it cannot be had. */
  take(port: number): string | undefined {
    const [first, last] = this.context.settings.serviceNodePortRange;
    if (!this.context.dryRun && (port < first || port > last)) {
      return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`;
    }
    if (this.#isTaken(port)) return ALLOCATED_PORT;
    this.#held.add(port);
    return undefined;
  }

  /** Takes a free port; undefined where the range is full. */
  takeNext(): number | undefined {
    const { settings, random, dryRun } = this.context;
    const [first, last] = settings.serviceNodePortRange;
    const size = last - first + 1;
    const lower = reserved(size, { least: 16, most: 128, step: 32 });
    const place = dryRun
      ? (this.#held.size === 0 ? DRY_RUN_PORTS_AFTER : Math.max(...this.#held)) + 1 - first
      : freePlace(size, lower, random, (candidate) => this.#isTaken(first + candidate));
    if (place === undefined) return undefined;
    this.#held.add(first + place);
    return first + place;
  }

  #isTaken(port: number): boolean {
    return this.#held.has(port) || this.taken.count(String(port)) > 0;
  }
}

export class ServiceNetwork {
  readonly #ranges: ReadonlyMap<IpFamily, ClusterIpRange>;

  constructor(private readonly context: StrategyContext) {
    const taken = context.store.table<Service>('services').index('clusterIPs', ({ spec }) => addressesOf(spec ?? {}));
    this.#ranges = new Map(
      context.settings.serviceClusterIpRange.split(',').flatMap((text) => {
        const range = IpRange.parse(text);
        return range ? [[familyOf(range.first), new ClusterIpRange(range, taken, context)] as const] : [];
      }),
    );
  }

  /** The families that the cluster has, the primary one first. */
  get families(): readonly IpFamily[] {
    return [...this.#ranges.keys()];
  }

  range(family: string): ClusterIpRange | undefined {
    return this.#ranges.get(family as IpFamily);
  }

  startNodePorts(): NodePortOperation {
    const taken = this.context.store.table<Service>('services').index('nodePorts', ({ spec }) => portsOf(spec ?? {}));
    return new NodePortOperation(taken, this.context);
  }
}

function addressesOf({ clusterIPs = [] }: ServiceSpec): string[] {
  return clusterIPs.flatMap((text) => IpAddress.parse(text)?.toString() ?? []);
}

function portsOf(spec: ServiceSpec): string[] {
  const { healthCheckNodePort: health = 0 } = spec;
  return [...nodePortsOf(spec), ...(needsHealthCheck(spec) && health > 0 ? [health] : [])].map(String);
}

export function familyOf(address: IpAddress): IpFamily {
  return address.family === 6 ? 'IPv6' : 'IPv4';
}
