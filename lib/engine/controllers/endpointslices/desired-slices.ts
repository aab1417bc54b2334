/**
 * Which slices of one type of addresses a Service is to have, and what must be done for that.
 *
 * Upstream: staging/src/k8s.io/endpointslice/reconciler.go (reconcileByAddressType)
 */
import type { Node, Pod, Service } from '../../apimachinery/api/core-v1';
import type { EndpointPort, EndpointSlice } from '../../apimachinery/api/discovery-v1';
import { sameJson } from '../../apimachinery/same-json';
import type { Lister } from '../../client/informer';
import { isEndpoint } from '../services/pod-endpoint';
import { EndpointSet } from './endpoint-set';
import { portsKey, sortedPorts, type AddressType, type PlannedSlice, type SlicePlan } from './planned-slice';
import { isOwnedBy, newSlice, podEndpoint, podPorts } from './service-slice';
import { endpointsOf, packSlices } from './slice-packing';

interface DesiredPorts {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: EndpointSet;
}

export interface DesiredSlices {
  readonly plan: SlicePlan;
  /** What could not be listed, and has to be tried again. */
  readonly problems: readonly string[];
}

export function desiredSlices(
  service: Service,
  addressType: AddressType,
  pods: readonly Pod[],
  nodes: Lister<Node>,
  existing: readonly EndpointSlice[],
  maxEndpointsPerSlice: number,
): DesiredSlices {
  const { desired, problems } = desiredPorts(service, addressType, pods, nodes);
  const owned = existing.filter((slice) => isOwnedBy(slice, service));
  const plans = [...desired].map(([key, { ports, endpoints }]) =>
    packSlices(
      { service, addressType, ports, maxEndpointsPerSlice },
      owned.filter((slice) => writtenPortsKey(slice) === key),
      endpoints,
    ),
  );
  const create = plans.flatMap((plan) => plan.create);
  const gone = [
    ...existing.filter((slice) => !isOwnedBy(slice, service)),
    ...plans.flatMap((plan) => plan.delete),
    ...owned.filter((slice) => !desired.has(writtenPortsKey(slice))),
  ];
  const update = plans.flatMap((plan) => plan.update);
  if (gone.length < existing.length || create.length > 0) return { plan: { create, update, delete: gone }, problems };
  // Without any endpoint there is one slice all the same.
  const placeholder = newSlice(service, addressType, [], []);
  const kept = gone.length === 1 && isSamePlaceholder(gone[0]!, placeholder);
  return { plan: { create: kept ? [] : [placeholder], update, delete: kept ? [] : gone }, problems };
}

function desiredPorts(
  service: Service,
  addressType: AddressType,
  pods: readonly Pod[],
  nodes: Lister<Node>,
): { readonly desired: ReadonlyMap<string, DesiredPorts>; readonly problems: readonly string[] } {
  const desired = new Map<string, DesiredPorts>();
  const problems: string[] = [];
  for (const pod of pods) {
    if (!isEndpoint(pod, true)) continue;
    const ports = podPorts(service, pod);
    const key = portsKey(ports);
    let group = desired.get(key);
    if (!group) desired.set(key, (group = { ports: sortedPorts(ports), endpoints: new EndpointSet() }));
    const nodeName = pod.spec?.nodeName ?? '';
    const node = nodes.get(nodeName);
    if (!node && !service.spec?.publishNotReadyAddresses) {
      const { name, namespace } = service.metadata;
      const what = `skipping Pod ${pod.metadata.name} for Service ${namespace}/${name}`;
      problems.push(`${what}: Node ${nodeName} Not Found`);
      continue;
    }
    const endpoint = podEndpoint(pod, node, service, addressType);
    if (endpoint) group.endpoints.insert(endpoint);
  }
  return { desired, problems };
}

/** Slices without ports are written anew each time: upstream does not know its empty list again once it was stored as none. */
function writtenPortsKey({ ports }: EndpointSlice): string {
  return (ports ?? []).length === 0 ? 'none' : portsKey(ports);
}

function isSamePlaceholder(slice: EndpointSlice, placeholder: PlannedSlice): boolean {
  return (
    endpointsOf(slice).length === 0 &&
    portsKey(slice.ports) === portsKey(placeholder.ports) &&
    slice.addressType === placeholder.addressType &&
    sameJson(slice.metadata.labels, placeholder.metadata.labels)
  );
}
