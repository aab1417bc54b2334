/**
 * Security contexts, of a container and of the whole pod.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateSecurityContext, validatePodSpecSecurityContext, validateSysctls)
 */
import type { PodSecurityContext, SeccompProfile, SecurityContext, Sysctl } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goPointer, goStruct, type GoValue } from '../../../apimachinery/validation/go-value';
import { userIdFaults } from '../../../apimachinery/validation/names';
import { descendingPathRule } from '../../validation/path-rules';
import { each, fields, given, matches, oneOf, required, type Report, type Rule } from '../../validation/rules';
import type { PodSpecContext } from './pod-context';
import { windowsOptionsRule } from './windows-options-rule';

const MAX_SYSCTL_LENGTH = 253;
const SYSCTL_SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SYSCTL = `^(${SYSCTL_SEGMENT}[\\./])*${SYSCTL_SEGMENT}$`;
const SYSCTL_EXPRESSION = new RegExp(SYSCTL);

const idRule = matches(userIdFaults);

const seccompTypeRule: Rule<SeccompProfile> = fields<SeccompProfile>({
  type: required(
    oneOf<string>('Localhost', 'RuntimeDefault', 'Unconfined'),
    'type is required when seccompProfile is set',
  ),
});

const seccompProfileRule: Rule<SeccompProfile> = given((profile, at, report, context) => {
  seccompTypeRule(profile, at, report, context);
  const place = at.child('localhostProfile');
  const { type = '', localhostProfile: path } = profile;
  if (type === 'Localhost') {
    if (path === undefined) report(FieldError.required(place, 'must be set when seccomp type is Localhost'));
    else descendingPathRule(path, place, report, context);
  } else if (path !== undefined) {
    const shown = goStruct('core.SeccompProfile', { Type: type, LocalhostProfile: goPointer('string', true) });
    report(FieldError.invalid(place, shown, 'can only be set when seccomp type is Localhost'));
  }
});

// ---- a container ----------------------------------------------------------------------------------------------------------

function shownContext(context: SecurityContext): GoValue {
  const pointer = (type: string, member: unknown): GoValue => goPointer(type, member !== undefined && member !== null);
  return goStruct('core.SecurityContext', {
    Capabilities: pointer('core.Capabilities', context.capabilities),
    Privileged: pointer('bool', context.privileged),
    SELinuxOptions: pointer('core.SELinuxOptions', context.seLinuxOptions),
    WindowsOptions: pointer('core.WindowsSecurityContextOptions', context.windowsOptions),
    RunAsUser: pointer('int64', context.runAsUser),
    RunAsGroup: pointer('int64', context.runAsGroup),
    RunAsNonRoot: pointer('bool', context.runAsNonRoot),
    ReadOnlyRootFilesystem: pointer('bool', context.readOnlyRootFilesystem),
    AllowPrivilegeEscalation: pointer('bool', context.allowPrivilegeEscalation),
    ProcMount: pointer('core.ProcMountType', context.procMount),
    SeccompProfile: pointer('core.SeccompProfile', context.seccompProfile),
  });
}

/** A container cannot be kept from gaining what it has already. */
function escalationFaults(context: SecurityContext, at: FieldPath, report: Report): void {
  if (context.allowPrivilegeEscalation !== false) return;
  const clash = (what: string): void => {
    report(
      FieldError.invalid(at, shownContext(context), `cannot set \`allowPrivilegeEscalation\` to false and ${what}`),
    );
  };
  if (context.privileged) clash('`privileged` to true');
  for (const capability of context.capabilities?.add ?? []) {
    if (capability === 'CAP_SYS_ADMIN') clash('`capabilities.Add` CAP_SYS_ADMIN');
  }
}

const containerMembers: Rule<SecurityContext> = fields<SecurityContext>({
  runAsUser: idRule,
  runAsGroup: idRule,
  procMount: oneOf<string>('Default', 'Unmasked'),
  seccompProfile: seccompProfileRule,
});

export const securityContextRule: Rule<SecurityContext> = given((value, at, report, context) => {
  containerMembers(value, at, report, context);
  escalationFaults(value, at, report);
  windowsOptionsRule(value.windowsOptions, at.child('windowsOptions'), report, context);
});

// ---- the pod ----------------------------------------------------------------------------------------------------------------

const sysctlsRule: Rule<readonly Sysctl[]> = given((sysctls, at, report) => {
  const names = new Set<string>();
  sysctls.forEach(({ name = '' }, index) => {
    const place = at.index(index).child('name');
    if (name === '') report(FieldError.required(place));
    else if (name.length > MAX_SYSCTL_LENGTH || !SYSCTL_EXPRESSION.test(name)) {
      const detail = `must have at most ${MAX_SYSCTL_LENGTH} characters and match regex ${SYSCTL}`;
      report(FieldError.invalid(place, name, detail));
    } else if (names.has(name)) report(FieldError.duplicate(place, name));
    names.add(name);
  });
});

const podMembers: Rule<PodSecurityContext> = fields<PodSecurityContext>({
  fsGroup: idRule,
  runAsUser: idRule,
  runAsGroup: idRule,
  supplementalGroups: each(idRule),
});

const laterPodMembers: Rule<PodSecurityContext> = fields<PodSecurityContext>({
  sysctls: sysctlsRule,
  fsGroupChangePolicy: oneOf<string>('Always', 'OnRootMismatch'),
  seccompProfile: seccompProfileRule,
  windowsOptions: windowsOptionsRule,
});

/** `shareProcessNamespace` stands in the spec; upstream holds it here, and tells of it here. */
export const podSecurityContextRule: Rule<PodSecurityContext, PodSpecContext> = given((value, at, report, context) => {
  podMembers(value, at, report, context);
  const { shareProcessNamespace, hostPID } = context.spec;
  if (shareProcessNamespace && hostPID) {
    const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
    report(FieldError.invalid(at.child('shareProcessNamespace'), true, detail));
  }
  laterPodMembers(value, at, report, context);
});
