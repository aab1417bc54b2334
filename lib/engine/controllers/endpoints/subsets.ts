/**
 * Brings addresses and ports into the canonical form of Endpoints: each set of addresses once, with all the ports that it offers.
 *
 * Upstream: pkg/api/v1/endpoints/util.go (RepackSubsets)
 */
import type { EndpointAddress, EndpointPort, EndpointSubset } from '../../apimachinery/api/core-v1';
import { goDump, goNumber, goPointer, goSlice, goStruct, goText } from '../../apimachinery/go-dump';
import { compareText } from '../../apimachinery/go-text';
import { md5Hex } from '../../apimachinery/md5';

const PORT = goStruct('v1.EndpointPort', {
  Name: goText('string'),
  Port: goNumber('int32'),
  Protocol: goText('v1.Protocol'),
  AppProtocol: goPointer(goText('string')),
});
const REFERENCE = goStruct(
  'v1.ObjectReference',
  {
    Kind: goText('string'),
    Namespace: goText('string'),
    Name: goText('string'),
    UID: goText('types.UID'),
    APIVersion: goText('string'),
    ResourceVersion: goText('string'),
    FieldPath: goText('string'),
  },
  { UID: 'uid', APIVersion: 'apiVersion' },
);
const ADDRESS = goStruct(
  'v1.EndpointAddress',
  {
    IP: goText('string'),
    Hostname: goText('string'),
    NodeName: goPointer(goText('string')),
    TargetRef: goPointer(REFERENCE),
  },
  { IP: 'ip' },
);
const SUBSET = goStruct('v1.EndpointSubset', {
  Addresses: goSlice(ADDRESS),
  NotReadyAddresses: goSlice(ADDRESS),
  Ports: goSlice(PORT),
});

interface PortGroup {
  /** Undefined: the addresses are listed without a port. */
  readonly port: EndpointPort | undefined;
  /** Ready or not, by the key of the address. */
  readonly ready: Map<string, boolean>;
}

/** Takes addresses one by one, each with one of its ports. */
export class SubsetBuilder {
  readonly #addresses = new Map<string, EndpointAddress>();
  readonly #groups = new Map<string, PortGroup>();

  /** Of an address that comes twice with a port, not ready counts. */
  add(address: EndpointAddress, port: EndpointPort | undefined, ready: boolean): void {
    const key = `${address.ip} ${address.targetRef?.uid ?? ''}`;
    if (!this.#addresses.has(key)) this.#addresses.set(key, address);
    const portKey = port ? `${port.name ?? ''} ${port.port} ${port.protocol} ${port.appProtocol ?? ''}` : '';
    let group = this.#groups.get(portKey);
    if (!group) this.#groups.set(portKey, (group = { port, ready: new Map() }));
    if (group.ready.get(key) !== false) group.ready.set(key, ready);
  }

  build(): readonly EndpointSubset[] {
    const subsets = new Map<string, { readonly ready: ReadonlyMap<string, boolean>; readonly ports: EndpointPort[] }>();
    for (const { port, ready } of this.#groups.values()) {
      const key = [...ready]
        .map(([address, isReady]) => `${address} ${isReady}`)
        .sort()
        .join();
      let subset = subsets.get(key);
      if (!subset) subsets.set(key, (subset = { ready, ports: [] }));
      if (port) subset.ports.push(port);
    }
    return inOrderOfHash(
      [...subsets.values()].map(({ ready, ports }) => this.#subset(ready, ports)),
      (subset) => goDump(subset, SUBSET),
    );
  }

  #subset(ready: ReadonlyMap<string, boolean>, ports: readonly EndpointPort[]): EndpointSubset {
    const listed = (wanted: boolean): readonly EndpointAddress[] =>
      [...ready]
        .filter(([, isReady]) => isReady === wanted)
        .map(([key]) => this.#addresses.get(key)!)
        .sort(compareAddresses);
    const [addresses, notReadyAddresses] = [listed(true), listed(false)];
    return {
      ...(addresses.length > 0 ? { addresses } : {}),
      ...(notReadyAddresses.length > 0 ? { notReadyAddresses } : {}),
      ...(ports.length > 0 ? { ports: inOrderOfHash(ports, (port) => goDump(port, PORT)) } : {}),
    };
  }
}

/** Subsets that somebody wrote, in canonical form. */
export function repackSubsets(subsets: readonly EndpointSubset[]): readonly EndpointSubset[] {
  const builder = new SubsetBuilder();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    for (const port of ports.length > 0 ? ports : [undefined]) {
      for (const address of addresses) builder.add(address, port, true);
      for (const address of notReadyAddresses) builder.add(address, port, false);
    }
  }
  return builder.build();
}

function compareAddresses(a: EndpointAddress, b: EndpointAddress): number {
  return compareText(a.ip, b.ip) || compareText(a.targetRef?.uid ?? '', b.targetRef?.uid ?? '');
}

function inOrderOfHash<T>(items: readonly T[], dump: (item: T) => string): readonly T[] {
  if (items.length < 2) return items;
  return items
    .map((item) => ({ item, hash: md5Hex(dump(item)) }))
    .sort((a, b) => compareText(a.hash, b.hash))
    .map(({ item }) => item);
}
