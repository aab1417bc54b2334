/**
 * The load balancers of a cloud that exists only here: each Service gets an address of 198.18.0.0/16 (set aside for tests by RFC 2544), the
 * lowest that is free, at once. What it has given out stands in the Services' status.
 *
 * Upstream: staging/src/k8s.io/cloud-provider/cloud.go (LoadBalancer)
 */
import type { LoadBalancerStatus, Service } from '../../apimachinery/api/core-v1';
import { lowestFreeAddress } from '../../apimachinery/free-address';
import { IpAddress, IpRange } from '../../apimachinery/ip-address';
import { RetryError } from '../../client/controller';

const ADDRESSES = IpRange.parse('198.18.0.0/16')!;

/** @throws RetryError where the cloud cannot give what is asked for */
export function ensureLoadBalancer(service: Service, others: readonly Service[]): LoadBalancerStatus {
  const used = new Set(others.flatMap(addressesOf));
  const wanted = service.spec?.loadBalancerIP ?? '';
  const [current] = addressesOf(service);
  if (wanted === '' && current !== undefined && !used.has(current)) return { ingress: [{ ip: current }] };
  const ip = wanted === '' ? lowestFreeAddress(ADDRESSES, used) : requested(wanted, used);
  if (ip === undefined) throw new RetryError('failed to ensure load balancer: no address is left');
  return { ingress: [{ ip }] };
}

function requested(address: string, used: ReadonlySet<string>): string {
  const parsed = IpAddress.parse(address);
  const refuse = (why: string): RetryError => new RetryError(`failed to ensure load balancer: ${address} ${why}`);
  if (!parsed || !ADDRESSES.contains(parsed)) throw refuse(`is not in ${ADDRESSES.toString()}`);
  if (used.has(address)) throw refuse('is in use');
  return address;
}

export function addressesOf({ status }: Service): readonly string[] {
  return (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
}
