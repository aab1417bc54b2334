/**
 * Cuts a range of addresses into equal parts and remembers which are given out.
 *
 * Upstream: pkg/controller/nodeipam/ipam/cidrset/cidr_set.go
 */
import type { IpRange } from '../../apimachinery/ip-address';

export class RangeSet {
  readonly #used = new Set<number>();
  readonly #size: number;
  readonly #hostBits: bigint;
  #next = 0;

  /** @param prefixLength of the parts */
  constructor(
    private readonly range: IpRange,
    private readonly prefixLength: number,
  ) {
    this.#size = 2 ** Math.max(prefixLength - range.prefixLength, 0);
    this.#hostBits = BigInt((range.family === 6 ? 128 : 32) - prefixLength);
  }

  /** The next free part, in turn; undefined when there is none. */
  allocate(): string | undefined {
    if (this.#used.size === this.#size) return undefined;
    let part = this.#next;
    while (this.#used.has(part)) part = (part + 1) % this.#size;
    this.#next = (part + 1) % this.#size;
    this.#used.add(part);
    return `${this.range.at(BigInt(part) << this.#hostBits).toString()}/${this.prefixLength}`;
  }

  /** Marks what a range covers as given out. False where it lies elsewhere. */
  occupy(range: IpRange): boolean {
    return this.#mark(range, (part) => this.#used.add(part));
  }

  /** Takes back what a range covers. */
  release(range: IpRange): boolean {
    return this.#mark(range, (part) => this.#used.delete(part));
  }

  #mark(range: IpRange, mark: (part: number) => unknown): boolean {
    const inside = this.range.contains(range.first);
    if (!inside && !range.contains(this.range.first)) return false;
    const whole = range.prefixLength <= this.range.prefixLength;
    const [from, to] = whole ? [0, this.#size - 1] : [this.#partOf(range, 0n), this.#partOf(range, range.size - 1n)];
    for (let part = from; part <= to; part++) mark(part);
    return true;
  }

  #partOf(range: IpRange, offset: bigint): number {
    return Number((range.at(offset).value - this.range.first.value) >> this.#hostBits);
  }
}
