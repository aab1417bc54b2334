/**
 * Users by a bearer token, as the API server knows tokens.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/request/bearertoken
 */
import type { TokenAuthenticator } from '../../engine/apiserver/authentication/token-authenticator';
import type { ServedRequest } from '../http/served-request';
import { AUTHENTICATED, type Authenticator, type Verdict } from './authenticator';

export class BearerTokens implements Authenticator {
  constructor(private readonly tokens: TokenAuthenticator) {}

  authenticate(request: ServedRequest): Verdict {
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').trim().split(' ');
    if (scheme.toLowerCase() !== 'bearer' || token === '') return undefined;
    const verdict = this.tokens.authenticateToken(token, []);
    if ('error' in verdict) return 'invalid';
    const { user } = verdict;
    return { ...user, groups: [...new Set([...user.groups, AUTHENTICATED])] };
  }
}
