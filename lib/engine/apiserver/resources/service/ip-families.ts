/**
 * Fills in a Service's `ipFamilies` and `ipFamilyPolicy` by what the cluster has, or refuses what it has not.
 *
 * Upstream: pkg/registry/core/service/storage/alloc.go (initIPFamilyFields)
 */
import { IpAddress } from '../../../apimachinery/ip-address';
import { invalid } from '../../../apimachinery/status-error';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { faultsOf } from '../../validation/rules';
import { clusterIpsRule, shownIps } from './cluster-ips-rules';
import { familyOf, type ServiceNetwork } from './service-network';
import { HEADLESS, needsClusterIp, sameList, type ServiceSpec } from './service';

const SPEC = FieldPath.of('spec');

export interface FamilyRequest {
  /** For refusals. */
  readonly name: string;
  readonly old?: ServiceSpec;
  readonly network: ServiceNetwork;
}

/** @throws StatusError Invalid */
export function withIpFamilies(sent: ServiceSpec, request: FamilyRequest): ServiceSpec {
  const { old, network } = request;
  if (!needsClusterIp(sent) || (old && prefersTheSame(sent, old))) return sent;
  let spec: ServiceSpec = { ...sent, ipFamilyPolicy: policyOf(sent, old) };
  refuse(request, faultsOf(clusterIpsRule, spec, SPEC));
  if (old && spec.ipFamilyPolicy === 'SingleStack') spec = withoutSecond(spec, old);
  const families = inferred(spec, network);
  refuse(request, [...reductionFaults(spec, old), ...singleStackFaults(spec), ...inferenceFaults(spec, network)]);
  spec = { ...spec, ipFamilies: families };
  if (spec.clusterIP === HEADLESS && Object.keys(spec.selector ?? {}).length === 0) {
    return withOtherFamily(withPrimary(spec, network), true);
  }
  refuse(request, clusterFaults(spec, network));
  return withOtherFamily(withPrimary(spec, network), network.families.length === 2);
}

function refuse({ name }: FamilyRequest, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: '', kind: 'Service' }, name, errors);
}

/** A Service that prefers two families keeps what it has, whatever became of the cluster, until somebody changes it. */
export function prefersTheSame(spec: ServiceSpec, old: ServiceSpec): boolean {
  const { ipFamilyPolicy: before = 'PreferDualStack' } = old;
  return (
    spec.ipFamilyPolicy === 'PreferDualStack' &&
    before === 'PreferDualStack' &&
    old.type === spec.type &&
    sameList(spec.clusterIPs, old.clusterIPs) &&
    sameList(spec.ipFamilies, old.ipFamilies)
  );
}

function policyOf(spec: ServiceSpec, old: ServiceSpec | undefined): string {
  const known = spec.ipFamilyPolicy ?? old?.ipFamilyPolicy;
  if (known !== undefined) return known;
  const free = spec.clusterIP === HEADLESS && Object.keys(spec.selector ?? {}).length === 0;
  return free ? 'RequireDualStack' : 'SingleStack';
}

/** `SingleStack` alone says that the second address and family are to go. */
function withoutSecond(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  const { clusterIPs = [], ipFamilies = [] } = spec;
  return {
    ...spec,
    ...(clusterIPs.length > 1 && sameList(clusterIPs, old.clusterIPs) ? { clusterIPs: clusterIPs.slice(0, 1) } : {}),
    ...(ipFamilies.length > 1 && sameList(ipFamilies, old.ipFamilies) ? { ipFamilies: ipFamilies.slice(0, 1) } : {}),
  };
}

function policyFault({ ipFamilyPolicy }: ServiceSpec, detail: string): FieldError {
  return FieldError.invalid(SPEC.child('ipFamilyPolicy'), ipFamilyPolicy, detail);
}

function reductionFaults(spec: ServiceSpec, old: ServiceSpec | undefined): FieldError[] {
  if (!old || spec.ipFamilyPolicy === 'SingleStack') return [];
  const fewer = (now: readonly string[] = [], before: readonly string[] = []): boolean =>
    now.length > 0 && now.length < before.length;
  return [
    ...(fewer(spec.clusterIPs, old.clusterIPs)
      ? [policyFault(spec, "must be 'SingleStack' to release the secondary cluster IP")]
      : []),
    ...(fewer(spec.ipFamilies, old.ipFamilies)
      ? [policyFault(spec, "must be 'SingleStack' to release the secondary IP family")]
      : []),
  ];
}

function singleStackFaults(spec: ServiceSpec): FieldError[] {
  if (spec.ipFamilyPolicy !== 'SingleStack') return [];
  const demand = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  return [
    ...(spec.clusterIPs?.length === 2 ? [policyFault(spec, `${demand} cluster IPs are specified`)] : []),
    ...(spec.ipFamilies?.length === 2 ? [policyFault(spec, `${demand} IP families are specified`)] : []),
  ];
}

/** Families of the addresses for which none is named, with the address's place. */
function unnamed({
  clusterIPs = [],
  ipFamilies = [],
}: ServiceSpec): { readonly index: number; readonly family: string }[] {
  if (clusterIPs[0] === HEADLESS) return [];
  return clusterIPs.flatMap((text, index) => {
    const address = IpAddress.parse(text);
    return index < ipFamilies.length || !address ? [] : [{ index, family: familyOf(address) }];
  });
}

function inferred(spec: ServiceSpec, network: ServiceNetwork): readonly string[] {
  const added = unnamed(spec).filter(({ family }) => network.range(family));
  return [...(spec.ipFamilies ?? []), ...added.map(({ family }) => family)];
}

function inferenceFaults(spec: ServiceSpec, network: ServiceNetwork): FieldError[] {
  return unnamed(spec)
    .filter(({ family }) => !network.range(family))
    .map(({ index, family }) =>
      FieldError.invalid(
        SPEC.child('clusterIPs').index(index),
        shownIps(spec.clusterIPs),
        `${family} is not configured on this cluster`,
      ),
    );
}

function clusterFaults(spec: ServiceSpec, network: ServiceNetwork): FieldError[] {
  const lacksTwo = spec.ipFamilyPolicy === 'RequireDualStack' && network.families.length < 2;
  return [
    ...(lacksTwo ? [policyFault(spec, 'this cluster is not configured for dual-stack services')] : []),
    ...(spec.ipFamilies ?? []).flatMap((family, index) =>
      network.range(family)
        ? []
        : [FieldError.invalid(SPEC.child('ipFamilies').index(index), family, 'not configured on this cluster')],
    ),
  ];
}

function withPrimary(spec: ServiceSpec, network: ServiceNetwork): ServiceSpec {
  return spec.ipFamilies?.length ? spec : { ...spec, ipFamilies: network.families.slice(0, 1) };
}

function withOtherFamily(spec: ServiceSpec, has: boolean): ServiceSpec {
  const [first, ...more] = spec.ipFamilies ?? [];
  if (!has || more.length > 0 || spec.ipFamilyPolicy === 'SingleStack' || first === undefined) return spec;
  return { ...spec, ipFamilies: [first, first === 'IPv4' ? 'IPv6' : 'IPv4'] };
}
