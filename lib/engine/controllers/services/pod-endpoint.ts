/**
 * What of a pod Endpoints and EndpointSlices have in common: whether it is listed, its port, its host name.
 *
 * Upstream: staging/src/k8s.io/endpointslice/util/controller_utils.go (ShouldPodBeInEndpoints, ShouldSetHostname), utils.go (findPort)
 */
import type { Pod, Service, ServicePort } from '../../apimachinery/api/core-v1';
import { isPodFinished } from '../pods/pod-state';

export function isEndpoint(pod: Pod, includeTerminating: boolean): boolean {
  if (isPodFinished(pod)) return false;
  if (!pod.status?.podIP && !pod.status?.podIPs?.length) return false;
  return includeTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The name of the pod within the Service's domain, where it has one there. */
export function hostnameWithin(service: Service, pod: Pod): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {};
  return hostname && subdomain === service.metadata.name ? hostname : undefined;
}

/** The container port that a Service's port leads to; undefined where the pod has none of that name. */
export function targetPortOf(pod: Pod, { targetPort, protocol }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  for (const { ports = [] } of pod.spec?.containers ?? []) {
    const found = ports.find((port) => port.name === targetPort && (port.protocol ?? 'TCP') === (protocol ?? 'TCP'));
    if (found) return found.containerPort;
  }
  return undefined;
}

/** Whether the Service has an address of its own, unlike a headless one. */
export function hasClusterIp({ spec }: Service): boolean {
  return spec?.clusterIP !== undefined && spec.clusterIP !== '' && spec.clusterIP !== 'None';
}

export function isIpv6(address: string): boolean {
  return address.includes(':');
}
