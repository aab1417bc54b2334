/**
 * What the baseline forbids: known ways out of a container.
 *
 * Upstream: staging/src/k8s.io/pod-security-admission/policy/check_{appArmorProfile,capabilities_baseline,hostNamespaces,hostPathVolumes,
 * hostPorts,privileged,procMount,seLinuxOptions,seccompProfile_baseline,sysctls,windowsHostProcess}.go
 */
import { quote } from '../../../apimachinery/go-text';
import type { SecurityContext } from '../../../apimachinery/api/core-v1';
import {
  containersOf,
  containersWith,
  counted,
  quoted,
  setters,
  sortedSet,
  type AnySecurityContext,
  type CheckedPod,
  type PodCheck,
  type Violation,
} from './pod-check';
import { isSafeSeccomp } from './seccomp';

const APP_ARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';

const CAPABILITIES = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
);
const SELINUX_TYPES = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t']);
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_OF_1_27 = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports'];

function annotationsOf({ metadata }: CheckedPod): [string, string][] {
  return Object.entries(metadata?.annotations ?? {});
}

function appArmor(pod: CheckedPod): Violation | undefined {
  const allowed = (profile: string): boolean =>
    profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');
  const bad = annotationsOf(pod).filter(([name, value]) => name.startsWith(APP_ARMOR_PREFIX) && !allowed(value));
  if (bad.length === 0) return undefined;
  const reason = bad.length === 1 ? 'forbidden AppArmor profile' : 'forbidden AppArmor profiles';
  const shown = bad.map(([name, value]) => `${name}=${quote(value)}`).sort();
  return { reason, detail: shown.join(', ') };
}

function capabilities(pod: CheckedPod): Violation | undefined {
  const bad = (added: readonly string[] = []): string[] => added.filter((name) => !CAPABILITIES.has(name));
  const names = containersWith(pod, ({ securityContext }) => bad(securityContext?.capabilities?.add).length > 0);
  if (names.length === 0) return undefined;
  const added = sortedSet(containersOf(pod).flatMap(({ securityContext }) => bad(securityContext?.capabilities?.add)));
  const detail = `${counted('container', names)} must not include ${quoted(added)} in securityContext.capabilities.add`;
  return { reason: 'non-default capabilities', detail };
}

function hostNamespaces({ spec }: CheckedPod): Violation | undefined {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec?.[name]);
  if (used.length === 0) return undefined;
  return { reason: 'host namespaces', detail: used.map((name) => `${name}=true`).join(', ') };
}

function hostPathVolumes({ spec }: CheckedPod): Violation | undefined {
  const names = (spec?.volumes ?? []).filter((volume) => volume.hostPath).map(({ name }) => name);
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: counted('volume', names) };
}

function hostPorts(pod: CheckedPod): Violation | undefined {
  const portsOf = (ports: readonly { readonly hostPort?: number }[] = []): string[] =>
    ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
  const names = containersWith(pod, ({ ports }) => portsOf(ports).length > 0);
  if (names.length === 0) return undefined;
  const ports = sortedSet(containersOf(pod).flatMap((container) => portsOf(container.ports)));
  const verb = names.length === 1 ? 'uses' : 'use';
  const noun = ports.length === 1 ? 'hostPort' : 'hostPorts';
  return { reason: 'hostPort', detail: `${counted('container', names)} ${verb} ${noun} ${ports.join(', ')}` };
}

function privileged(pod: CheckedPod): Violation | undefined {
  const names = containersWith(pod, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return {
    reason: 'privileged',
    detail: `${counted('container', names)} must not set securityContext.privileged=true`,
  };
}

function procMount(pod: CheckedPod): Violation | undefined {
  const bad = ({ procMount: type }: SecurityContext = {}): string[] => (type && type !== 'Default' ? [type] : []);
  const names = containersWith(pod, ({ securityContext }) => bad(securityContext).length > 0);
  if (names.length === 0) return undefined;
  const types = sortedSet(containersOf(pod).flatMap(({ securityContext }) => bad(securityContext)));
  const detail = `${counted('container', names)} must not set securityContext.procMount to ${quoted(types)}`;
  return { reason: 'procMount', detail };
}

function seLinuxOptions(pod: CheckedPod): Violation | undefined {
  const isBad = ({ seLinuxOptions: options }: AnySecurityContext = {}): boolean =>
    options !== undefined && (!SELINUX_TYPES.has(options.type ?? '') || !!options.user || !!options.role);
  const own = pod.spec?.securityContext;
  const names = containersWith(pod, ({ securityContext }) => isBad(securityContext));
  const who = setters(isBad(own), names);
  if (who === '') return undefined;
  const all = [own, ...containersOf(pod).map(({ securityContext }) => securityContext)].map(
    (context) => context?.seLinuxOptions ?? {},
  );
  const types = sortedSet(all.flatMap(({ type = '' }) => (SELINUX_TYPES.has(type) ? [] : [type])));
  const what = [
    ...(types.length > 0 ? [counted('type', types)] : []),
    ...(all.some(({ user }) => user) ? ['user may not be set'] : []),
    ...(all.some(({ role }) => role) ? ['role may not be set'] : []),
  ];
  const detail = `${who} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`;
  return { reason: 'seLinuxOptions', detail };
}

/** Before v1.19 seccomp profiles were annotations. */
function seccompAnnotations(pod: CheckedPod): Violation | undefined {
  const allowed = (value: string): boolean =>
    value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const names = new Set([SECCOMP_POD, ...containersOf(pod).map(({ name }) => `${SECCOMP_CONTAINER_PREFIX}${name}`)]);
  const bad = annotationsOf(pod).filter(([name, value]) => names.has(name) && !allowed(value));
  if (bad.length === 0) return undefined;
  const shown = bad.map(([name, value]) => `${name}=${quote(value)}`).sort();
  return {
    reason: 'seccompProfile',
    detail: `forbidden ${bad.length === 1 ? 'annotation' : 'annotations'} ${shown.join(', ')}`,
  };
}

export function seccompProfiles(pod: CheckedPod): Violation | undefined {
  const bad = ({ seccompProfile }: AnySecurityContext = {}): string[] =>
    seccompProfile && !isSafeSeccomp(seccompProfile.type) ? [seccompProfile.type ?? ''] : [];
  const own = bad(pod.spec?.securityContext);
  const names = containersWith(pod, ({ securityContext }) => bad(securityContext).length > 0);
  const who = setters(own.length > 0, names);
  if (who === '') return undefined;
  const types = sortedSet([...own, ...containersOf(pod).flatMap(({ securityContext }) => bad(securityContext))]);
  const detail = `${who} must not set securityContext.seccompProfile.type to ${quoted(types)}`;
  return { reason: 'seccompProfile', detail };
}

function sysctls(allowed: readonly string[]): (pod: CheckedPod) => Violation | undefined {
  return ({ spec }) => {
    const names = (spec?.securityContext?.sysctls ?? [])
      .map(({ name }) => name)
      .filter((name) => !allowed.includes(name));
    return names.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: names.join(', ') };
  };
}

function windowsHostProcess(pod: CheckedPod): Violation | undefined {
  const isBad = (context: AnySecurityContext | undefined): boolean => context?.windowsOptions?.hostProcess === true;
  const who = setters(
    isBad(pod.spec?.securityContext),
    containersWith(pod, ({ securityContext }) => isBad(securityContext)),
  );
  if (who === '') return undefined;
  return { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
}

/** In order of id, which is the order of messages. */
export const baselineChecks: readonly PodCheck[] = [
  { id: 'appArmorProfile', versions: [{ since: 0, find: appArmor }] },
  { id: 'capabilities_baseline', versions: [{ since: 0, find: capabilities }] },
  { id: 'hostNamespaces', versions: [{ since: 0, find: hostNamespaces }] },
  { id: 'hostPathVolumes', versions: [{ since: 0, find: hostPathVolumes }] },
  { id: 'hostPorts', versions: [{ since: 0, find: hostPorts }] },
  { id: 'privileged', versions: [{ since: 0, find: privileged }] },
  { id: 'procMount', versions: [{ since: 0, find: procMount }] },
  { id: 'seLinuxOptions', versions: [{ since: 0, find: seLinuxOptions }] },
  {
    id: 'seccompProfile_baseline',
    versions: [
      { since: 0, find: seccompAnnotations },
      { since: 19, find: seccompProfiles },
    ],
  },
  {
    id: 'sysctls',
    versions: [
      { since: 0, find: sysctls(SYSCTLS) },
      { since: 27, find: sysctls(SYSCTLS_OF_1_27) },
    ],
  },
  { id: 'windowsHostProcess', versions: [{ since: 0, find: windowsHostProcess }] },
];
