/**
 * Who asks: from the credentials of a request to a user.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/request/union, pkg/endpoints/filters/authentication.go
 */
import type { User } from '../../engine/apiserver/request';
import type { ServedRequest } from '../http/served-request';

/** `invalid`: credentials that nobody recognises; undefined: none of this kind. */
export type Verdict = User | 'invalid' | undefined;

export interface Authenticator {
  authenticate(request: ServedRequest): Verdict;
}

export const AUTHENTICATED = 'system:authenticated';

export const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** Asks one after another; the first that knows the user decides. Invalid credentials count only when none knows better. */
export class UnionAuthenticator implements Authenticator {
  constructor(private readonly authenticators: readonly Authenticator[]) {}

  authenticate(request: ServedRequest): Verdict {
    let invalid = false;
    for (const authenticator of this.authenticators) {
      const verdict = authenticator.authenticate(request);
      if (verdict === 'invalid') invalid = true;
      else if (verdict) return verdict;
    }
    return invalid ? 'invalid' : undefined;
  }
}
