/**
 * Amounts of resources by name, and sums of them.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/quota/v1/resources.go
 */
import { Quantity } from '../../apimachinery/quantity';

export type ResourceList = ReadonlyMap<string, Quantity>;

/** As objects write it. */
export type WrittenResources = Readonly<Record<string, string>>;

export const NOTHING: ResourceList = new Map();

export function readResources(written: WrittenResources | undefined): ResourceList {
  return new Map(Object.entries(written ?? {}).map(([name, text]) => [name, Quantity.parse(text)]));
}

export function writeResources(list: ResourceList): WrittenResources {
  return Object.fromEntries([...list].sort(byName).map(([name, amount]) => [name, amount.toString()]));
}

/** `cpu=1,memory=2Gi` in order of name. */
export function formatResources(list: ResourceList): string {
  return [...list]
    .sort(byName)
    .map(([name, amount]) => `${name}=${amount.toString()}`)
    .join(',');
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function addResources(a: ResourceList, b: ResourceList): ResourceList {
  const sum = new Map(a);
  for (const [name, amount] of b) sum.set(name, sum.get(name)?.add(amount) ?? amount);
  return sum;
}

/** What `a` has more than `b`; nothing below zero. */
export function excessOf(a: ResourceList, b: ResourceList): ResourceList {
  const excess = new Map<string, Quantity>();
  for (const [name, amount] of a) {
    const rest = amount.sub(b.get(name) ?? Quantity.zero);
    if (rest.sign > 0) excess.set(name, rest);
  }
  return excess;
}

/** The amounts of these names alone. */
export function maskResources(list: ResourceList, names: Iterable<string>): ResourceList {
  const masked = new Map<string, Quantity>();
  for (const name of names) {
    const amount = list.get(name);
    if (amount) masked.set(name, amount);
  }
  return masked;
}
