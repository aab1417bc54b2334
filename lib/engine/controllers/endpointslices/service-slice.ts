/**
 * What a slice says of its Service, and an endpoint of its pod.
 *
 * Upstream: staging/src/k8s.io/endpointslice/utils.go
 */
import type { Node, Pod, Service } from '../../apimachinery/api/core-v1';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../apimachinery/api/discovery-v1';
import type { Labels } from '../../apimachinery/labels';
import { controllerReference } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { isPodReady } from '../pods/pod-state';
import { hasClusterIp, hostnameWithin, isIpv6, targetPortOf } from '../services/pod-endpoint';
import { MANAGED_BY, SERVICE_NAME, sliceNamePrefix, type AddressType, type PlannedSlice } from './planned-slice';

export const CONTROLLER = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';
const ZONE = 'topology.kubernetes.io/zone';
const RESERVED = [SERVICE_NAME, MANAGED_BY, HEADLESS];

/** The kinds of addresses that a Service has slices for. */
export function addressTypesOf(service: Service): readonly AddressType[] {
  const { ipFamilies = [], clusterIP = '' } = service.spec ?? {};
  const named = (['IPv4', 'IPv6'] as const).filter((family) => ipFamilies.includes(family));
  if (named.length > 0) return named;
  if (!hasClusterIp(service)) return ['IPv4', 'IPv6'];
  return [isIpv6(clusterIP) ? 'IPv6' : 'IPv4'];
}

function ownLabels(labels: Labels | null | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(labels ?? {}).filter(([key]) => !RESERVED.includes(key)));
}

/** The Service's labels, and those by which slices are found. */
export function sliceLabels(service: Service): Record<string, string> {
  return {
    ...ownLabels(service.metadata.labels),
    ...(hasClusterIp(service) ? {} : { [HEADLESS]: '' }),
    [SERVICE_NAME]: service.metadata.name,
    [MANAGED_BY]: CONTROLLER,
  };
}

/** Whether the Service has got other labels since; the reserved ones apart. */
export function labelsChanged(slice: EndpointSlice, service: Service): boolean {
  return !sameJson(ownLabels(slice.metadata.labels), ownLabels(service.metadata.labels));
}

export function newSlice(
  service: Service,
  addressType: AddressType,
  ports: readonly EndpointPort[],
  endpoints: readonly Endpoint[],
): PlannedSlice {
  const metadata = {
    generateName: sliceNamePrefix(service),
    namespace: service.metadata.namespace,
    labels: sliceLabels(service),
    ownerReferences: [controllerReference({ ...service, apiVersion: 'v1', kind: 'Service' })],
  };
  return { metadata, addressType, endpoints, ports };
}

export function isOwnedBy({ metadata }: EndpointSlice, service: Service): boolean {
  return (metadata.ownerReferences ?? []).some(
    ({ uid, kind, apiVersion }) => uid === service.metadata.uid && kind === 'Service' && apiVersion === 'v1',
  );
}

/** A pod as an endpoint; undefined where it has no address of that type. */
export function podEndpoint(
  pod: Pod,
  node: Node | undefined,
  service: Service,
  addressType: AddressType,
): Endpoint | undefined {
  const addresses = (pod.status?.podIPs ?? [])
    .map(({ ip = '' }) => ip)
    .filter((ip) => isIpv6(ip) === (addressType === 'IPv6'));
  if (addresses.length === 0) return undefined;
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const serving = isPodReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const zone = node?.metadata.labels?.[ZONE];
  const hostname = hostnameWithin(service, pod);
  return {
    addresses,
    conditions: {
      ready: service.spec?.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(hostname ? { hostname } : {}),
    ...(pod.spec?.nodeName ? { nodeName: pod.spec.nodeName } : {}),
    ...(zone ? { zone } : {}),
  };
}

/** The Service's ports as the pod serves them. */
export function podPorts(service: Service, pod: Pod): readonly EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap((servicePort) => {
    const port = targetPortOf(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol, appProtocol } = servicePort;
    return [{ name, protocol, port, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}
