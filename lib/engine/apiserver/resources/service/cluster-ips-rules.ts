/**
 * Validation of a Service's addresses: `clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy`, each alone and against the others,
 * and how they may change.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateServiceClusterIPsRelatedFields, validateUpgradeDowngradeClusterIPs,
 * validateUpgradeDowngradeIPFamilies)
 */
import { IpAddress } from '../../../apimachinery/ip-address';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goSlice, type GoValue } from '../../../apimachinery/validation/go-value';
import { ipFaults } from '../../../apimachinery/validation/ip-addresses';
import { also, fields, given, oneOf, when, type Check, type Report, type Rule } from '../../validation/rules';
import { HEADLESS, isHeadless, needsClusterIp, type ServiceSpec } from './service';

const MAY_NOT_CHANGE = 'may not change once set';

/** A list of addresses as messages show it. */
export function shownIps(ips: readonly string[] | undefined): GoValue {
  return goSlice('string', ips);
}

function shownFamilies(families: readonly string[] | undefined): GoValue {
  return goSlice('core.IPFamily', families);
}

function isIpv6(text: string): boolean {
  return IpAddress.parse(text)?.family === 6;
}

/** `clusterIP` is the first of `clusterIPs`, or both are empty. */
const firstOfAll: Check<ServiceSpec> = ({ clusterIP = '', clusterIPs = [] }, at, report) => {
  const place = at.child('clusterIPs');
  if (clusterIP === '') {
    if (clusterIPs.length === 0) return;
    report(FieldError.invalid(place, shownIps(clusterIPs), 'must be empty when `clusterIP` is not specified'));
  } else if (clusterIPs.length === 0) report(FieldError.required(place));
  else if (clusterIPs[0] !== clusterIP) {
    report(FieldError.invalid(place, shownIps(clusterIPs), 'first value must match `clusterIP`'));
  }
};

const familiesRule: Rule<readonly string[]> = given((families, at, report) => {
  families.forEach((family, index) => {
    oneOf('IPv4', 'IPv6')(family as 'IPv4', at.index(index), report, undefined);
    if (families.indexOf(family) < index) report(FieldError.duplicate(at.index(index), family));
  });
});

const oneOfEachFamily: Check<readonly string[]> = (ips, at, report) => {
  if (ips.length < 2 || (ips.some(isIpv6) && !ips.every(isIpv6))) return;
  report(FieldError.invalid(at, shownIps(ips), 'may specify no more than one IP for each IP family'));
};

function asFamiliesSay(ips: readonly string[], families: readonly string[], at: FieldPath, report: Report): void {
  ips.slice(0, families.length).forEach((ip, index) => {
    const family = families[index];
    if ((family !== 'IPv4' && family !== 'IPv6') || (family === 'IPv6') === isIpv6(ip)) return;
    const detail = `expected an ${family} value as indicated by \`ipFamilies[${index}]\``;
    report(FieldError.invalid(at.index(index), ip, detail));
  });
}

/** Each address by itself, how many there are, and only of well-formed ones whether they go together. */
const addressesRule: Check<ServiceSpec> = (spec, root, report, context) => {
  const { clusterIPs: ips = [], ipFamilies = [] } = spec;
  const at = root.child('clusterIPs');
  let wellFormed = true;
  ips.forEach((ip, index) => {
    const faults = index === 0 && ip === HEADLESS ? [] : ipFaults(ip);
    if (index === 0 && ip === HEADLESS && ips.length > 1) {
      wellFormed = false;
      report(FieldError.invalid(at, shownIps(ips), "'None' must be the first and only value"));
    }
    if (faults.length > 0) wellFormed = false;
    for (const fault of faults) report(FieldError.invalid(at.index(index), ip, fault));
  });
  if (ips.length > 2) report(FieldError.invalid(at, shownIps(ips), 'may only hold up to 2 values'));
  if (!wellFormed) return;
  oneOfEachFamily(ips, at, report, context);
  if (!isHeadless(spec)) asFamiliesSay(ips, ipFamilies, at, report);
};

/** The addresses of Services of all types but ExternalName. */
export const clusterIpsRule: Rule<ServiceSpec> = when(
  needsClusterIp,
  also(
    given(firstOfAll),
    fields<ServiceSpec>({
      ipFamilies: familiesRule,
      ipFamilyPolicy: oneOf<string>('PreferDualStack', 'RequireDualStack', 'SingleStack'),
    }),
    given(addressesRule),
  ),
);

/** Both had a choice: neither is of type ExternalName. */
function bothNeedClusterIp(spec: ServiceSpec, old: ServiceSpec): boolean {
  return needsClusterIp(spec) && needsClusterIp(old);
}

/** An address stays; a second one may come, and go where the policy says so. */
export function clusterIpsChange(spec: ServiceSpec, old: ServiceSpec, at: FieldPath, report: Report): void {
  if (!bothNeedClusterIp(spec, old) || (isHeadless(spec) && isHeadless(old))) return;
  const { clusterIPs: ips = [], ipFamilyPolicy } = spec;
  const { clusterIPs: before = [] } = old;
  const place = at.child('clusterIPs');
  const refuse = (index: number, detail: string): void =>
    report(FieldError.invalid(place.index(index), shownIps(spec.clusterIPs), detail));
  if (before.length === ips.length) {
    before.forEach((ip, index) => {
      if (ip !== ips[index]) refuse(index, MAY_NOT_CHANGE);
    });
    return;
  }
  if (ips.length === 0) refuse(0, 'primary clusterIP can not be unset');
  if (before.length > 0 && ips.length > 0 && ips[0] !== before[0]) refuse(0, MAY_NOT_CHANGE);
  if (ips.length === 1 && before.length > 1 && ipFamilyPolicy !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary clusterIP";
    report(FieldError.invalid(at.child('ipFamilyPolicy'), ipFamilyPolicy, detail));
  }
}

/** The same for families. */
export function ipFamiliesChange(spec: ServiceSpec, old: ServiceSpec, at: FieldPath, report: Report): void {
  if (!bothNeedClusterIp(spec, old) || isHeadless(spec) || isHeadless(old)) return;
  const { ipFamilies: families = [], ipFamilyPolicy, clusterIPs = [] } = spec;
  const { ipFamilies: before = [] } = old;
  const first = at.child('ipFamilies').index(0);
  if (before.length === families.length) {
    before.forEach((family, index) => {
      if (family === families[index]) return;
      report(FieldError.invalid(first, shownFamilies(families), MAY_NOT_CHANGE));
    });
    return;
  }
  if (before.length > families.length && clusterIPs.length === 0) {
    report(FieldError.invalid(first, shownFamilies(spec.ipFamilies), 'primary ipFamily can not be unset'));
  }
  if (before.length > 0 && families.length > 0 && families[0] !== before[0]) {
    report(FieldError.invalid(first, shownIps(spec.clusterIPs), MAY_NOT_CHANGE));
  }
  if (before.length > 1 && families.length === 1 && ipFamilyPolicy !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary ipFamily";
    report(FieldError.invalid(at.child('ipFamilyPolicy'), ipFamilyPolicy, detail));
  }
}
