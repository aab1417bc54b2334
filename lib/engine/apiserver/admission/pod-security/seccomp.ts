/** Seccomp profiles that both levels accept. Upstream: staging/src/k8s.io/pod-security-admission/policy/check_seccompProfile_baseline.go */
export function isSafeSeccomp(type: string | undefined): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost';
}
