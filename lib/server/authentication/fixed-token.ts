/**
 * A token that was agreed upon beforehand.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/authentication/token/tokenfile
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import {
  NOT_A_TOKEN,
  type TokenAuthenticator,
  type TokenVerdict,
} from '../../engine/apiserver/authentication/token-authenticator';
import type { User } from '../../engine/apiserver/request';

export class FixedToken implements TokenAuthenticator {
  readonly #digest: Buffer;

  constructor(
    token: string,
    private readonly user: User,
  ) {
    this.#digest = digestOf(token);
  }

  /** Good for every audience. */
  authenticateToken(token: string, audiences: readonly string[]): TokenVerdict {
    return timingSafeEqual(digestOf(token), this.#digest) ? { user: this.user, audiences } : NOT_A_TOKEN;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
