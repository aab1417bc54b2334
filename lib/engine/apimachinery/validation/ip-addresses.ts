/**
 * What IP addresses must look like, and which of them no Service or endpoint may have.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go (IsValidIP and its like),
 * pkg/apis/core/validation/validation.go (ValidateNonSpecialIP)
 */
import { IpAddress } from '../ip-address';

const NOT_AN_ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

export function ipFaults(text: string): string[] {
  return IpAddress.parse(text) ? [] : [NOT_AN_ADDRESS];
}

export function ipv4Faults(text: string): string[] {
  return IpAddress.parse(text)?.family === 4 ? [] : ['must be a valid IPv4 address'];
}

export function ipv6Faults(text: string): string[] {
  const address = IpAddress.parse(text);
  return address && address.family === 6 ? [] : ['must be a valid IPv6 address'];
}

/** Addresses that mean something else on each machine. */
export function specialIpFaults(text: string): string[] {
  const address = IpAddress.parse(text);
  if (!address) return ['must be a valid IP address'];
  const faults: string[] = [];
  if (address.isUnspecified) faults.push(`may not be unspecified (${text})`);
  if (address.isLoopback) faults.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  if (address.isLinkLocalUnicast) faults.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  if (address.isLinkLocalMulticast) {
    faults.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return faults;
}
