/** Whose a bearer token is. The server, which signs tokens, brings an answer; a cluster in process knows none. */
import type { User } from './request';

export type TokenVerdict = { readonly user: User; readonly audiences: readonly string[] } | { readonly error: string };

export interface TokenAuthenticator {
  /** @param audiences for whom the token must be; none asks for the API server's own. */
  authenticateToken(token: string, audiences: readonly string[]): TokenVerdict;
}

export const noTokens: TokenAuthenticator = {
  authenticateToken: () => ({ error: 'invalid bearer token' }),
};
