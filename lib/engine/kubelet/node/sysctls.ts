/**
 * Kernel settings that a pod may ask for.
 *
 * Upstream: pkg/kubelet/sysctl/{allowlist,safe_sysctls,namespace}.go
 */
import type { Pod } from '../../apiserver/resources/pod/pod-types';

const SAFE: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
]);

/** Why the first one that is not allowed is not. */
export function forbiddenSysctl({ spec }: Pod): string | undefined {
  for (const { name } of spec.securityContext?.sysctls ?? []) {
    const sysctl = name.replaceAll('/', '.');
    if (!SAFE.has(sysctl)) return `forbidden sysctl: "${sysctl}" not allowlisted`;
    const namespace = sysctl.startsWith('net.') ? 'net' : 'ipc';
    const shared = namespace === 'net' ? spec.hostNetwork : spec.hostIPC;
    if (shared) return `forbidden sysctl: "${sysctl}" not allowed with host ${namespace} enabled`;
  }
  return undefined;
}
