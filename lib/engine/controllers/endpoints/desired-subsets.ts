/**
 * The subsets that the pods of a Service make.
 *
 * Upstream: pkg/controller/endpoint/endpoints_controller.go (syncService, podToEndpointAddressForService)
 */
import type { EndpointAddress, EndpointSubset, Pod, Service } from '../../apimachinery/api/core-v1';
import { isPodReady } from '../pods/pod-state';
import { hasClusterIp, hostnameWithin, isEndpoint, isIpv6, targetPortOf } from '../services/pod-endpoint';
import { SubsetBuilder } from './subsets';

export function desiredSubsets(service: Service, pods: readonly Pod[]): readonly EndpointSubset[] {
  const { ports = [], publishNotReadyAddresses = false } = service.spec ?? {};
  const builder = new SubsetBuilder();
  for (const pod of pods) {
    if (!isEndpoint(pod, publishNotReadyAddresses)) continue;
    const address = addressOf(service, pod);
    if (!address) continue;
    const ready = publishNotReadyAddresses || isPodReady(pod);
    if (ports.length === 0 && !hasClusterIp(service)) builder.add(address, undefined, ready);
    for (const servicePort of ports) {
      const port = targetPortOf(pod, servicePort);
      if (port === undefined) continue;
      const { name, protocol, appProtocol } = servicePort;
      builder.add(address, { name, port, protocol, appProtocol }, ready);
    }
  }
  return builder.build();
}

/** Undefined where the pod has no address of the Service's family. */
function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const { name, namespace, uid } = pod.metadata;
  const ip = pod.status?.podIPs?.find((podIp) => isIpv6(podIp.ip ?? '') === wantsIpv6(service, pod))?.ip;
  if (ip === undefined) return undefined;
  return {
    ip,
    hostname: hostnameWithin(service, pod),
    nodeName: pod.spec?.nodeName,
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** An address of the first family that the Service names; without one, of the family of its own address. */
function wantsIpv6(service: Service, pod: Pod): boolean {
  const [family] = service.spec?.ipFamilies ?? [];
  if (family !== undefined) return family === 'IPv6';
  return isIpv6(hasClusterIp(service) ? service.spec!.clusterIP! : (pod.status?.podIP ?? ''));
}
