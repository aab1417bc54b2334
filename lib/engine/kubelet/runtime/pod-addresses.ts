/**
 * Gives each pod an address of its own: from the range of its node, else from one range for all nodes without.
 *
 * Upstream: the host-local plugin of github.com/containernetworking/plugins
 */
import { IpRange } from '../../apimachinery/ip-address';

const DEFAULT_RANGE = '10.244.0.0/14';
/** The address of the range itself, and of the node in it. */
const RESERVED = 2n;

interface Pool {
  readonly range: IpRange;
  next: bigint;
}

export class PodAddresses {
  readonly #pools = new Map<string, Pool>();
  readonly #used = new Set<string>();

  /** The next free address, in turn, so that an address is not used again at once. Undefined when none is left. */
  allocate(range = DEFAULT_RANGE): string | undefined {
    const pool = this.#poolOf(range);
    const usable = pool.range.size - RESERVED - 1n;
    for (let tries = 0n; tries < usable; tries++) {
      const address = pool.range.at(RESERVED + (pool.next++ % usable)).toString();
      if (this.#used.has(address)) continue;
      this.#used.add(address);
      return address;
    }
    return undefined;
  }

  release(address: string): void {
    this.#used.delete(address);
  }

  #poolOf(text: string): Pool {
    let pool = this.#pools.get(text);
    if (!pool) {
      pool = { range: IpRange.parse(text) ?? IpRange.parse(DEFAULT_RANGE)!, next: 0n };
      this.#pools.set(text, pool);
    }
    return pool;
  }
}
