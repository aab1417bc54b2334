/**
 * What a pod may not say once it names its operating system, and containers that are processes of a Windows host.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateOS, validateLinux, validateWindows, validateWindowsHostProcessPod)
 */
import type { PodSecurityContext, PodSpec, SecurityContext } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { given, type Report, type Rule } from '../../validation/rules';
import { containersWithPath } from './containers-with-path';

const SYSTEMS = ['linux', 'windows'];
const NOT_FOR_LINUX = 'windows options cannot be set for a linux pod';
const NOT_FOR_WINDOWS = 'cannot be set for a windows pod';

/** Members of the pod's security context that Windows does not know; upstream holds some of the spec's among them. */
const LINUX_OF_POD: readonly (
  { readonly context: keyof PodSecurityContext } | { readonly spec: 'hostPID' | 'hostIPC' | 'shareProcessNamespace' }
)[] = [
  { context: 'seLinuxOptions' },
  { spec: 'hostPID' },
  { spec: 'hostIPC' },
  { context: 'seccompProfile' },
  { context: 'fsGroup' },
  { context: 'fsGroupChangePolicy' },
  { context: 'sysctls' },
  { spec: 'shareProcessNamespace' },
  { context: 'runAsUser' },
  { context: 'runAsGroup' },
  { context: 'supplementalGroups' },
];

const LINUX_OF_CONTAINER: readonly (keyof SecurityContext)[] = [
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

function linuxFaults(spec: PodSpec, at: FieldPath, report: Report): void {
  const forbid = (context: FieldPath): void =>
    report(FieldError.forbidden(context.child('windowsOptions'), NOT_FOR_LINUX));
  if (spec.securityContext?.windowsOptions) forbid(at.child('securityContext'));
  for (const [{ securityContext }, place] of containersWithPath(spec, at)) {
    if (securityContext?.windowsOptions) forbid(place.child('securityContext'));
  }
}

function windowsFaults(spec: PodSpec, at: FieldPath, report: Report): void {
  const forbid = (place: FieldPath): void => report(FieldError.forbidden(place, NOT_FOR_WINDOWS));
  for (const member of LINUX_OF_POD) {
    if ('spec' in member) {
      if (spec[member.spec] !== undefined) forbid(at.child(member.spec));
    } else if (spec.securityContext?.[member.context] !== undefined) {
      forbid(at.child('securityContext', member.context));
    }
  }
  for (const [{ securityContext }, place] of containersWithPath(spec, at)) {
    for (const member of LINUX_OF_CONTAINER) {
      if (securityContext?.[member] !== undefined) forbid(place.child('securityContext', member));
    }
  }
}

/** Looks at the whole spec. */
export const operatingSystemRule: Rule<PodSpec> = given((spec, at, report) => {
  if (!spec.os) return;
  const { name } = spec.os;
  const place = at.child('os');
  if (!name) report(FieldError.required(place.child('name'), 'cannot be empty'));
  else if (!SYSTEMS.includes(name)) report(FieldError.notSupported(place, name, SYSTEMS));
  else if (name === 'linux') linuxFaults(spec, at, report);
  else windowsFaults(spec, at, report);
});

/** All containers of a pod are processes of the host, or none is. Looks at the whole spec. */
export const hostProcessRule: Rule<PodSpec> = given((spec, at, report) => {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = containersWithPath(spec, at);
  let onHost = 0;
  for (const [{ securityContext }, place] of containers) {
    const own = securityContext?.windowsOptions?.hostProcess;
    if (ofPod !== undefined && own !== undefined && own !== ofPod) {
      const detail = `pod hostProcess value must be identical if both are specified, was ${ofPod}`;
      const field = place.child('securityContext', 'windowsOptions', 'hostProcess');
      report(FieldError.invalid(field, own, detail));
    }
    if (own ?? ofPod) onHost++;
  }
  if (onHost === 0) return;
  if (onHost !== containers.length) {
    const detail = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    report(FieldError.invalid(at, '', detail));
  }
  if (!spec.hostNetwork) {
    const detail = 'hostNetwork must be true if pod contains any hostProcess containers';
    report(FieldError.invalid(at.child('hostNetwork'), false, detail));
  }
});
