/** Gives out the addresses of a range without keeping a record: the lowest that nobody has. */
import type { IpRange } from './ip-address';

/** Undefined when none is left. The first address of a range is its name and not given out. */
export function lowestFreeAddress(range: IpRange, used: ReadonlySet<string>): string | undefined {
  for (let offset = 1n; offset < range.size; offset++) {
    const address = range.at(offset).toString();
    if (!used.has(address)) return address;
  }
  return undefined;
}
