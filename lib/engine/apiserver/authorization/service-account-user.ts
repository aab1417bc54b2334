/**
 * ServiceAccounts as users: `system:serviceaccount:NAMESPACE:NAME`, and the groups they are in.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/serviceaccount/util.go
 */
const PREFIX = 'system:serviceaccount:';
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export function serviceAccountUserName(namespace: string, name: string): string {
  return `${PREFIX}${namespace}:${name}`;
}

export function serviceAccountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}

/** Undefined for users that are no ServiceAccounts. */
export function parseServiceAccountUserName(user: string): { namespace: string; name: string } | undefined {
  if (!user.startsWith(PREFIX)) return undefined;
  const [namespace = '', name = '', ...more] = user.slice(PREFIX.length).split(':');
  if (more.length > 0 || !LABEL.test(namespace) || !SUBDOMAIN.test(name) || name.length > 253) return undefined;
  return { namespace, name };
}
