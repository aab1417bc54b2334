/**
 * The status of a pod, as kubelets write it.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePodStatusUpdate)
 * Differs: `hostIPs` and `resourceClaimStatuses` are not looked at; they are dropped while their features are off.
 */
import type { ContainerStatus, PodCondition } from '../../../apimachinery/api/core-v1';
import { IpAddress } from '../../../apimachinery/ip-address';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { goSlice, goStruct, type GoValue } from '../../../apimachinery/validation/go-value';
import { dns1123SubdomainFaults, qualifiedNameFaults } from '../../../apimachinery/validation/names';
import { matches, type Report } from '../../validation/rules';
import type { Pod } from './pod-types';

const AT = FieldPath.of('status');
const SYSTEM_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized'];
const NOT_AN_ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

/** Faults of a new status besides those of metadata and annotations. */
export function podStatusChangeFaults(pod: Pod, old: Pod, report: Report): void {
  conditionFaults(pod.status?.conditions ?? [], report);
  const { nominatedNodeName = '' } = pod.status ?? {};
  if (nominatedNodeName !== '' && nominatedNodeName !== old.status?.nominatedNodeName) {
    matches(dns1123SubdomainFaults)(nominatedNodeName, AT.child('nominatedNodeName'), report, undefined);
  }
  const { restartPolicy = 'Always' } = old.spec;
  for (const member of ['containerStatuses', 'initContainerStatuses'] as const) {
    transitionFaults(pod.status?.[member], old.status?.[member], AT.child(member), restartPolicy, report);
  }
  const ephemeral = 'ephemeralContainerStatuses';
  transitionFaults(pod.status?.[ephemeral], old.status?.[ephemeral], AT.child(ephemeral), 'Never', report);
  addressFaults(pod, report);
}

/** Types of one's own must be qualified names; upstream tells of them below `metadata`. */
function conditionFaults(conditions: readonly PodCondition[], report: Report): void {
  conditions.forEach(({ type = '' }, index) => {
    if (SYSTEM_CONDITIONS.includes(type)) return;
    const place = FieldPath.of('metadata', 'conditions').index(index).child('Type');
    for (const fault of qualifiedNameFaults(type)) report(FieldError.invalid(place, type, fault));
  });
}

/** A container that has ended for good does not come back. */
function transitionFaults(
  statuses: readonly ContainerStatus[] = [],
  old: readonly ContainerStatus[] = [],
  at: FieldPath,
  restartPolicy: string,
  report: Report,
): void {
  if (restartPolicy === 'Always') return;
  old.forEach(({ name, state }, index) => {
    if (!state?.terminated || (state.terminated.exitCode !== 0 && restartPolicy === 'OnFailure')) return;
    for (const status of statuses) {
      if (status.name !== name || status.state?.terminated) continue;
      const detail = 'may not be transitioned to non-terminated state';
      report(FieldError.forbidden(at.index(index).child('state'), detail));
    }
  });
}

function shown(ip: string): GoValue {
  return goStruct('core.PodIP', { IP: ip });
}

/** At most one address of each family. */
function addressFaults({ status }: Pod, report: Report): void {
  const at = AT.child('podIPs');
  const addresses = (status?.podIPs ?? []).map(({ ip = '' }) => ip);
  const parsed = addresses.map((text) => IpAddress.parse(text));
  parsed.forEach((address, index) => {
    if (!address) report(FieldError.invalid(at.index(index), addresses[index], NOT_AN_ADDRESS));
  });
  if (addresses.length < 2) return;
  const wrong = parsed.findIndex((address) => !address);
  if (wrong >= 0) {
    const text = `failed to check for dual stack with error:ip ${addresses[wrong]} is invalid`;
    report(FieldError.internalError(at, text));
  }
  const families = new Set(parsed.map((address) => address?.family));
  if (wrong >= 0 || families.size < 2 || addresses.length > 2) {
    const detail = 'may specify no more than one IP for each IP family';
    report(FieldError.invalid(at, goSlice('core.PodIP', addresses.map(shown)), detail));
  }
  addresses.forEach((text, index) => {
    if (addresses.indexOf(text) < index) report(FieldError.duplicate(at.index(index), shown(text)));
  });
}
