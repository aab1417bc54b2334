/**
 * EndpointSlices as controllers plan them: what they have in common, how their ports are told apart.
 *
 * Upstream: staging/src/k8s.io/endpointslice/utils.go, util/controller_utils.go (NewPortMapKey)
 */
import type { Endpoint, EndpointPort, EndpointSlice } from '../../apimachinery/api/discovery-v1';
import { goDump, goNumber, goPointer, goStruct, goText } from '../../apimachinery/go-dump';
import { compareText } from '../../apimachinery/go-text';
import { md5Hex } from '../../apimachinery/md5';
import type { DraftMeta, KubeObject } from '../../apimachinery/object-meta';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import type { Informer } from '../../client/informer';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

export type AddressType = 'IPv4' | 'IPv6';

/** A slice to be written; without a name it is to be created. */
export interface PlannedSlice {
  readonly metadata: DraftMeta;
  readonly addressType: string;
  readonly endpoints: readonly Endpoint[];
  readonly ports?: readonly EndpointPort[];
}

export interface SlicePlan {
  readonly create: readonly PlannedSlice[];
  readonly update: readonly PlannedSlice[];
  readonly delete: readonly EndpointSlice[];
}

const PORT = goStruct('v1.EndpointPort', {
  Name: goPointer(goText('string')),
  Protocol: goPointer(goText('v1.Protocol')),
  Port: goPointer(goNumber('int32')),
  AppProtocol: goPointer(goText('string')),
});

/** In the order in which upstream writes them. */
export function sortedPorts(ports: readonly EndpointPort[]): readonly EndpointPort[] {
  if (ports.length < 2) return ports;
  return ports
    .map((port) => ({ port, hash: md5Hex(goDump(port, PORT)) }))
    .sort((a, b) => compareText(a.hash, b.hash))
    .map(({ port }) => port);
}

/** The same for the same ports in any order. */
export function portsKey(ports: readonly EndpointPort[] | undefined): string {
  return (ports ?? [])
    .map(({ name = '', protocol, port, appProtocol }) => JSON.stringify([name, protocol, port, appProtocol]))
    .sort()
    .join();
}

/** The beginning of the names of an owner's slices. */
export function sliceNamePrefix(owner: KubeObject): string {
  const prefix = `${owner.metadata.name}-`;
  return nameIsDnsSubdomain(prefix, true).length === 0 ? prefix : owner.metadata.name;
}

/** `namespace/name` of the Service that a slice belongs to; undefined where it names none. */
export function serviceKeyOf({ metadata }: EndpointSlice): string | undefined {
  const service = metadata.labels?.[SERVICE_NAME];
  return service ? `${metadata.namespace}/${service}` : undefined;
}

const INDEX = 'service';

/** Finds the slices of a Service that one controller manages. */
export class ServiceSlices {
  constructor(
    private readonly slices: Informer<EndpointSlice>,
    private readonly managedBy: string,
  ) {
    slices.addIndex(INDEX, (slice) => [serviceKeyOf(slice) ?? ''].filter((key) => key !== ''));
  }

  isManaged({ metadata }: EndpointSlice): boolean {
    return metadata.labels?.[MANAGED_BY] === this.managedBy;
  }

  /** @param key `namespace/name` of the Service */
  of(key: string): readonly EndpointSlice[] {
    return this.slices.byIndex(INDEX, key).filter((slice) => this.isManaged(slice));
  }
}
