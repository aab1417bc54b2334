/**
 * Which slices mirror Endpoints that somebody wrote by hand: one for each subset and type of address.
 *
 * Upstream: pkg/controller/endpointslicemirroring/{reconciler,reconciler_helpers,utils}.go
 */
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../apimachinery/api/core-v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../apimachinery/api/discovery-v1';
import { IpAddress } from '../../apimachinery/ip-address';
import { controllerReference } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { repackSubsets } from '../endpoints/subsets';
import { EndpointSet, sameEndpoint } from '../endpointslices/endpoint-set';
import {
  MANAGED_BY,
  portsKey,
  SERVICE_NAME,
  sliceNamePrefix,
  sortedPorts,
  type AddressType,
  type PlannedSlice,
  type SlicePlan,
} from '../endpointslices/planned-slice';
import { endpointsOf } from '../endpointslices/slice-packing';
import { LAST_CHANGE_TRIGGER_TIME } from '../services/trigger-times';

export const MIRRORING_CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
const NOT_MIRRORED = [LAST_CHANGE_TRIGGER_TIME, 'kubectl.kubernetes.io/last-applied-configuration'];

export interface MirroredSlices {
  readonly plan: SlicePlan;
  /** Addresses that are none. */
  readonly invalid: number;
  /** Addresses left out, the invalid ones included. */
  readonly skipped: number;
}

interface DesiredSlice {
  readonly addressType: AddressType;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: EndpointSet;
}

export function mirroredSlices(
  endpoints: Endpoints,
  existing: readonly EndpointSlice[],
  maxEndpoints: number,
): MirroredSlices {
  const { desired, invalid, skipped } = desiredSlices(endpoints, maxEndpoints);
  const keyOfSlice = ({ ports, addressType }: EndpointSlice): string => `${addressType} ${portsKey(ports)}`;
  const plans = [...desired].map(([key, slice]) =>
    mirror(
      endpoints,
      slice,
      existing.filter((candidate) => keyOfSlice(candidate) === key),
      maxEndpoints,
    ),
  );
  const plan = {
    create: plans.flatMap(({ create }) => create),
    update: plans.flatMap(({ update }) => update),
    delete: [
      ...plans.flatMap((each) => each.delete),
      ...existing.filter((candidate) => !desired.has(keyOfSlice(candidate))),
    ],
  };
  return { plan, invalid, skipped };
}

function desiredSlices(
  { subsets = [] }: Endpoints,
  maxEndpoints: number,
): { readonly desired: ReadonlyMap<string, DesiredSlice>; readonly invalid: number; readonly skipped: number } {
  const desired = new Map<string, DesiredSlice>();
  let [invalid, skipped] = [0, 0];
  for (const subset of repackSubsets(subsets)) {
    const ports = slicePorts(subset.ports);
    const sliceOf = (addressType: AddressType): DesiredSlice => {
      const key = `${addressType} ${portsKey(ports)}`;
      const known = desired.get(key) ?? { addressType, ports: sortedPorts(ports), endpoints: new EndpointSet() };
      desired.set(key, known);
      return known;
    };
    const all = [
      ...(subset.addresses ?? []).map((address) => ({ address, ready: true })),
      ...(subset.notReadyAddresses ?? []).map((address) => ({ address, ready: false })),
    ];
    let added = 0;
    for (const { address, ready } of all) {
      if (added >= maxEndpoints) break;
      const ip = IpAddress.parse(address.ip);
      if (ip) {
        sliceOf(ip.family === 6 ? 'IPv6' : 'IPv4').endpoints.insert(mirroredEndpoint(address, ready));
        added++;
      } else invalid++;
    }
    skipped += all.length - added;
  }
  return { desired, invalid, skipped };
}

function slicePorts(ports: EndpointSubset['ports'] = []): readonly EndpointPort[] {
  return ports.map(({ name = '', port, protocol, appProtocol }) => ({
    name,
    port,
    protocol,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  }));
}

function mirroredEndpoint({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(targetRef ? { targetRef } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(hostname ? { hostname } : {}),
  };
}

function mirror(
  endpoints: Endpoints,
  desired: DesiredSlice,
  existing: readonly EndpointSlice[],
  maxEndpoints: number,
): SlicePlan {
  const [first, ...others] = existing;
  const slice = newSlice(endpoints, desired, first);
  if (first && mirrors(first, slice, desired.endpoints)) return { create: [], update: [], delete: others };
  const filled = { ...slice, endpoints: desired.endpoints.take(maxEndpoints) };
  return { create: first ? [] : [filled], update: first ? [filled] : [], delete: others };
}

/** Whether the slice that is there says all that it should. */
function mirrors(slice: EndpointSlice, wanted: PlannedSlice, desired: EndpointSet): boolean {
  const listed = endpointsOf(slice);
  const current = listed.every((endpoint) => {
    const want = desired.get(endpoint);
    return want !== undefined && sameEndpoint(want, endpoint);
  });
  return (
    current &&
    listed.length === desired.size &&
    sameJson(slice.metadata.labels ?? {}, wanted.metadata.labels ?? {}) &&
    sameJson(slice.metadata.annotations ?? {}, wanted.metadata.annotations ?? {})
  );
}

function newSlice(
  endpoints: Endpoints,
  { addressType, ports }: DesiredSlice,
  current: EndpointSlice | undefined,
): PlannedSlice {
  const { name, namespace, labels, annotations = {} } = endpoints.metadata;
  const mirrored = Object.entries(annotations).filter(([key]) => !NOT_MIRRORED.includes(key));
  const metadata = {
    ...(current ? { name: current.metadata.name } : { generateName: sliceNamePrefix(endpoints) }),
    namespace,
    labels: { ...labels, [SERVICE_NAME]: name, [MANAGED_BY]: MIRRORING_CONTROLLER },
    annotations: Object.fromEntries(mirrored),
    ownerReferences: [controllerReference({ ...endpoints, apiVersion: 'v1', kind: 'Endpoints' })],
  };
  return { metadata, addressType, endpoints: [], ports };
}
