/** Signs the tokens of service accounts. The server brings a key of its own; a cluster in process has one that follows from its seed. */
import { encodeBytes } from '../../apimachinery/base64';
import { hmacSha256 } from '../../apimachinery/sha256';
import type { JsonObject } from '../../apimachinery/object-meta';
import type { Random } from '../../random/random';

export interface TokenSigner {
  /** As a JWT's header names it. */
  readonly algorithm: string;
  readonly keyId: string;
  /** The signature of a text, in base64url. */
  sign(text: string): string;
  verifies(text: string, signature: string): boolean;
  /** Keys with which anybody can check signatures, as JSON Web Keys. */
  readonly publicKeys: readonly JsonObject[];
}

const KEY_BYTES = 32;

/** HMAC with a key from the seed: the same cluster gives the same tokens. Not for tokens that guard anything. */
export class SeededTokenSigner implements TokenSigner {
  readonly algorithm = 'HS256';
  readonly keyId = 'seed';
  readonly publicKeys = [];
  readonly #key: Uint8Array;

  constructor(random: Random) {
    this.#key = Uint8Array.from(random.bytes(KEY_BYTES));
  }

  sign(text: string): string {
    return base64Url(encodeBytes(hmacSha256(this.#key, text)));
  }

  verifies(text: string, signature: string): boolean {
    return this.sign(text) === signature;
  }
}

/** Base64 with the letters that URLs take, without padding. */
export function base64Url(base64: string): string {
  return base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
