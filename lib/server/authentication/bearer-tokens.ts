/**
 * Users by a bearer token, whoever knows the token.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/request/bearertoken, pkg/authentication/token
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { User } from '../../engine/apiserver/request';
import type { ServedRequest } from '../http/served-request';
import { AUTHENTICATED, type Authenticator, type Verdict } from './authenticator';

/** Knows the users of some tokens; undefined for tokens that are not its own. */
export interface TokenSource {
  userOf(token: string): User | undefined;
}

/** A token that was agreed upon beforehand. */
export class FixedToken implements TokenSource {
  readonly #digest: Buffer;

  constructor(
    token: string,
    private readonly user: User,
  ) {
    this.#digest = digestOf(token);
  }

  userOf(token: string): User | undefined {
    return timingSafeEqual(digestOf(token), this.#digest) ? this.user : undefined;
  }
}

export class BearerTokens implements Authenticator {
  constructor(private readonly sources: readonly TokenSource[]) {}

  authenticate(request: ServedRequest): Verdict {
    const [scheme = '', token = ''] = (request.headers.authorization ?? '').trim().split(' ');
    if (scheme.toLowerCase() !== 'bearer' || token === '') return undefined;
    for (const source of this.sources) {
      const user = source.userOf(token);
      if (user) return { ...user, groups: [...new Set([...user.groups, AUTHENTICATED])] };
    }
    return 'invalid';
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
