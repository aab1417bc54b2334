/** Whose a bearer token is. */
import type { User } from '../request';

export type TokenVerdict = { readonly user: User; readonly audiences: readonly string[] } | { readonly error: string };

export interface TokenAuthenticator {
  /** @param audiences for whom the token must be; none asks for the API server's own. */
  authenticateToken(token: string, audiences: readonly string[]): TokenVerdict;
}

export const NOT_A_TOKEN: TokenVerdict = { error: 'invalid bearer token' };

/**
 * Asks one after another; the first that knows the token decides, and the last to say why it does not is quoted.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/token/union
 */
export class TokenAuthenticators implements TokenAuthenticator {
  constructor(private readonly authenticators: readonly TokenAuthenticator[]) {}

  authenticateToken(token: string, audiences: readonly string[]): TokenVerdict {
    let refusal = NOT_A_TOKEN;
    for (const authenticator of this.authenticators) {
      const verdict = authenticator.authenticateToken(token, audiences);
      if ('user' in verdict) return verdict;
      if (verdict !== NOT_A_TOKEN) refusal = verdict;
    }
    return refusal;
  }
}
