/**
 * What a Service's writer is warned of: texts that later releases will refuse, fields that its type ignores.
 *
 * Upstream: pkg/api/service/warnings.go
 */
import { IpAddress, IpRange } from '../../../apimachinery/ip-address';
import { quote } from '../../../apimachinery/go-text';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { HEADLESS, type Service } from './service';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const SPEC = FieldPath.of('spec');

export function serviceWarnings({ metadata, spec = {} }: Service): string[] {
  const warnings: string[] = [];
  if (metadata.annotations?.[TOPOLOGY_HINTS] !== undefined) {
    warnings.push(`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`);
  }
  const { clusterIP, clusterIPs = [], externalIPs = [], loadBalancerIP, loadBalancerSourceRanges = [] } = spec;
  if (clusterIP && clusterIP !== HEADLESS) {
    clusterIPs.forEach((ip, index) => warnings.push(...ofAddress(SPEC.child('clusterIPs').index(index), ip)));
  }
  externalIPs.forEach((ip, index) => warnings.push(...ofAddress(SPEC.child('externalIPs').index(index), ip)));
  if (loadBalancerIP) warnings.push(...ofAddress(SPEC.child('loadBalancerIP'), loadBalancerIP));
  loadBalancerSourceRanges.forEach((range, index) =>
    warnings.push(...ofRange(SPEC.child('loadBalancerSourceRanges').index(index), range)),
  );
  if (spec.type === 'ExternalName' && externalIPs.length > 0) {
    warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  }
  if (spec.type !== 'ExternalName' && spec.externalName) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  return warnings;
}

function ofAddress(at: FieldPath, text: string): string[] {
  const address = IpAddress.parseStrict(text);
  if (!address) {
    return [
      `${at}: IP address was accepted, but will be invalid in a future Kubernetes release: ${addressFault(text)}`,
    ];
  }
  if (!address.writtenAsIpv6 || address.toString() === text) return [];
  return [
    `${at}: IPv6 address ${quote(text)} is not in RFC 5952 canonical format (${quote(address.toString())}), which may cause controller apply-loops`,
  ];
}

function ofRange(at: FieldPath, text: string): string[] {
  const range = IpRange.parseStrict(text);
  if (!range) {
    const why = `netip.ParsePrefix(${quote(text)}): ${addressFault(text.split('/')[0] ?? '')}`;
    return [`${at}: IP prefix was accepted, but will be invalid in a future Kubernetes release: ${why}`];
  }
  const canonical = `${range.address.toString()}/${range.prefixLength}`;
  if (!range.address.writtenAsIpv6 || canonical === text) return [];
  return [
    `${at}: IPv6 prefix ${quote(text)} is not in RFC 5952 canonical format (${quote(canonical)}), which may cause controller apply-loops`,
  ];
}

/** Why Go's strict parser refuses what Kubernetes still takes: leading zeros. */
function addressFault(text: string): string {
  const why = text.includes('.') ? 'IPv4 field has octet with leading zero' : 'each group must have 4 or fewer digits';
  return `ParseAddr(${quote(text)}): ${why}`;
}
