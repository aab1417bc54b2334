/** Strategies of discovery.k8s.io and networking.k8s.io, by table. */
import type { ResourceStrategy } from '../strategy';
import { endpointSlices } from './endpoint-slices';
import { ingressClasses } from './ingress-classes';
import { ingresses } from './ingresses';
import { networkPolicies } from './network-policies';

export const networkFamily: Readonly<Record<string, ResourceStrategy>> = {
  'discovery.k8s.io/endpointslices': endpointSlices,
  'networking.k8s.io/ingresses': ingresses,
  'networking.k8s.io/ingressclasses': ingressClasses,
  'networking.k8s.io/networkpolicies': networkPolicies,
};
