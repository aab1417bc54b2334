/**
 * Without roles there are two kinds of people: administrators, who may do everything, and the others, who may look at the server's health
 * and version.
 *
 * Upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go (system:public-info-viewer)
 */
import type { AuthorizationAttributes, Authorizer } from '../engine/apiserver/http/http-door';

const PUBLIC = new Set(['/healthz', '/livez', '/readyz', '/version', '/version/']);

export const administratorsOnly: Authorizer = {
  deny({ user, verb, isResource, path }: AuthorizationAttributes): string | undefined {
    if (user.groups.includes('system:masters')) return undefined;
    return !isResource && verb === 'get' && PUBLIC.has(path) ? undefined : '';
  },
};
