/**
 * IP addresses and ranges of addresses, read the way Kubernetes reads them: octets may have leading zeros.
 *
 * Upstream: k8s.io/utils/net (ParseIPSloppy, ParseCIDRSloppy), Go's net and net/netip packages
 */

export type AddressFamily = 4 | 6;

const MAPPED_PREFIX = 0xffffn << 32n;
const BITS: Readonly<Record<AddressFamily, number>> = { 4: 32, 6: 128 };

function parseOctets(text: string, leadingZeros: boolean): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0n;
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part) || (!leadingZeros && part.length > 1 && part.startsWith('0'))) return undefined;
    const octet = Number(part);
    if (octet > 255) return undefined;
    value = (value << 8n) | BigInt(octet);
  }
  return value;
}

/** The 16-bit groups of one side of `::`; a dotted tail counts as two. */
function parseGroups(text: string, leadingZeros: boolean): bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: bigint[] = [];
  for (const [index, part] of parts.entries()) {
    if (part.includes('.') && index === parts.length - 1) {
      const tail = parseOctets(part, leadingZeros);
      if (tail === undefined) return undefined;
      groups.push(tail >> 16n, tail & 0xffffn);
    } else if ((leadingZeros ? /^0*[0-9a-fA-F]{1,4}$/ : /^[0-9a-fA-F]{1,4}$/).test(part))
      groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

function parseIpv6(text: string, leadingZeros: boolean): bigint | undefined {
  const sides = text.split('::');
  if (sides.length > 2) return undefined;
  const head = parseGroups(sides[0] ?? '', leadingZeros);
  const tail = sides.length === 2 ? parseGroups(sides[1] ?? '', leadingZeros) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (sides.length === 2 ? missing < 1 : missing !== 0) return undefined;
  if (sides.length === 2 && (sides[0] ?? '').includes('.')) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function formatOctets(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join('.');
}

/** RFC 5952: lower case, the longest run of zero groups (the first of equals, two at least) as `::`. */
function formatGroups(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn);
  let start = -1;
  let length = 1;
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === 0n) to++;
    if (to - from > length) [start, length] = [from, to - from];
  }
  const show = (part: readonly bigint[]): string => part.map((group) => group.toString(16)).join(':');
  return start < 0 ? show(groups) : `${show(groups.slice(0, start))}::${show(groups.slice(start + length))}`;
}

/** An address. IPv4 addresses written as IPv6 (`::ffff:10.0.0.1`) are of family 4, as in Go. */
export class IpAddress {
  private constructor(
    readonly family: AddressFamily,
    readonly value: bigint,
    private readonly mapped: boolean,
  ) {}

  /** Reads an address, leading zeros allowed; undefined where the text is none. */
  static parse(text: string): IpAddress | undefined {
    return IpAddress.#read(text, true);
  }

  /** Like {@link parse}, but `010.0.0.1` is no address: what later releases of Kubernetes will take. */
  static parseStrict(text: string): IpAddress | undefined {
    return IpAddress.#read(text, false);
  }

  static of(family: AddressFamily, value: bigint): IpAddress {
    return new IpAddress(family, value, false);
  }

  static #read(text: string, leadingZeros: boolean): IpAddress | undefined {
    if (!text.includes(':')) {
      const value = parseOctets(text, leadingZeros);
      return value === undefined ? undefined : new IpAddress(4, value, false);
    }
    const value = parseIpv6(text, leadingZeros);
    if (value === undefined) return undefined;
    return value >> 32n === MAPPED_PREFIX >> 32n
      ? new IpAddress(4, value & 0xffffffffn, true)
      : new IpAddress(6, value, false);
  }

  /** Whether it was written as IPv6, mapped IPv4 addresses included. */
  get writtenAsIpv6(): boolean {
    return this.family === 6 || this.mapped;
  }

  /** The canonical text; a mapped IPv4 address keeps its IPv6 form. */
  toString(): string {
    if (this.family === 6) return formatGroups(this.value);
    return this.mapped ? `::ffff:${formatOctets(this.value)}` : formatOctets(this.value);
  }

  get isUnspecified(): boolean {
    return this.value === 0n;
  }

  get isLoopback(): boolean {
    return this.family === 4 ? this.value >> 24n === 127n : this.value === 1n;
  }

  get isLinkLocalUnicast(): boolean {
    return this.family === 4 ? this.value >> 16n === 0xa9fen : this.value >> 118n === 0x3fan;
  }

  get isLinkLocalMulticast(): boolean {
    return this.family === 4
      ? this.value >> 8n === 0xe00000n
      : ((this.value >> 112n) & 0xff0fn) === 0xff02n && this.value >> 120n === 0xffn;
  }

  equals(other: IpAddress): boolean {
    return this.family === other.family && this.value === other.value;
  }
}

/** A range of addresses in CIDR notation. */
export class IpRange {
  private constructor(
    /** The address as it was written, host bits included. */
    readonly address: IpAddress,
    readonly prefixLength: number,
  ) {}

  /** Reads `10.0.0.0/8`, leading zeros allowed in the address; undefined where the text is no range. */
  static parse(text: string): IpRange | undefined {
    return IpRange.#read(text, true);
  }

  /** Like {@link parse}, without leading zeros. */
  static parseStrict(text: string): IpRange | undefined {
    return IpRange.#read(text, false);
  }

  static #read(text: string, leadingZeros: boolean): IpRange | undefined {
    const slash = text.indexOf('/');
    const length = text.slice(slash + 1);
    if (slash < 0 || !(leadingZeros ? /^[0-9]+$/ : /^(0|[1-9][0-9]{0,2})$/).test(length)) return undefined;
    const written = text.slice(0, slash);
    const address = leadingZeros ? IpAddress.parse(written) : IpAddress.parseStrict(written);
    if (!address || Number(length) > (address.writtenAsIpv6 ? 128 : 32)) return undefined;
    return new IpRange(address, Number(length));
  }

  get family(): AddressFamily {
    return this.address.family;
  }

  /** How many addresses it has. */
  get size(): bigint {
    return 1n << BigInt(this.#hostBits);
  }

  /** The lowest address. */
  get first(): IpAddress {
    const hostBits = BigInt(this.#hostBits);
    return IpAddress.of(this.family, (this.address.value >> hostBits) << hostBits);
  }

  /** The address so many places after the first. */
  at(offset: bigint): IpAddress {
    return IpAddress.of(this.family, this.first.value + offset);
  }

  contains(address: IpAddress): boolean {
    const hostBits = BigInt(this.#hostBits);
    return address.family === this.family && address.value >> hostBits === this.address.value >> hostBits;
  }

  /** The range in canonical form, without host bits. */
  toString(): string {
    return `${this.first.toString()}/${this.prefixLength}`;
  }

  get #hostBits(): number {
    const length = this.address.family === 4 && this.address.writtenAsIpv6 ? this.prefixLength - 96 : this.prefixLength;
    return BITS[this.family] - Math.max(0, length);
  }
}
