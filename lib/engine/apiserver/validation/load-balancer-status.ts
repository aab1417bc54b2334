/**
 * Where a load balancer is reached, as the status of a Service or Ingress tells.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateLoadBalancerStatus), pkg/apis/networking/validation/validation.go
 * (ValidateIngressLoadBalancerStatus)
 */
import { IpAddress } from '../../apimachinery/ip-address';
import { dns1123SubdomainFaults } from '../../apimachinery/validation/names';
import { also, each, fields, matches, must, optional, type Rule } from './rules';

type LoadBalancerIngress = { readonly ip?: string; readonly hostname?: string };

export type LoadBalancerStatus = { readonly ingress?: readonly LoadBalancerIngress[] };

const isAddress = (text: string): boolean => IpAddress.parse(text) !== undefined;

/** A name of DNS: what reads as an address is none. */
export const notAnAddress: Rule<string> = must(
  (hostname) => !isAddress(hostname),
  'must be a DNS name, not an IP address',
);

export const loadBalancerStatusRule = fields<LoadBalancerStatus>({
  ingress: each(
    fields<LoadBalancerIngress>({
      ip: optional(must(isAddress, 'must be a valid IP address')),
      hostname: optional(also(matches(dns1123SubdomainFaults), notAnAddress)),
    }),
  ),
});
