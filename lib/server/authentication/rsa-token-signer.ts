/**
 * Signs the tokens of service accounts with an RSA key of the server's own, made when it is first needed.
 *
 * Upstream: pkg/serviceaccount/jwt.go (signerFromRSAPrivateKey, keyIDFromPublicKey), pkg/serviceaccount/openidmetadata.go
 */
import { createHash, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { JsonObject } from '../../engine/apimachinery/object-meta';
import type { TokenSigner } from '../../engine/apiserver/authentication/token-signer';

const KEY_BITS = 2048;

export class RsaTokenSigner implements TokenSigner {
  readonly algorithm = 'RS256';
  #keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject; readonly id: string } | undefined;

  get keyId(): string {
    return this.#pair().id;
  }

  get publicKeys(): readonly JsonObject[] {
    const { publicKey, id } = this.#pair();
    const { kty, n, e } = publicKey.export({ format: 'jwk' });
    return [{ use: 'sig', kty, kid: id, alg: this.algorithm, n, e }];
  }

  sign(text: string): string {
    return sign('RSA-SHA256', Buffer.from(text), this.#pair().privateKey).toString('base64url');
  }

  verifies(text: string, signature: string): boolean {
    return verify('RSA-SHA256', Buffer.from(text), this.#pair().publicKey, Buffer.from(signature, 'base64url'));
  }

  #pair() {
    if (!this.#keys) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: KEY_BITS });
      const publicKey = createPublicKey(privateKey);
      const der = publicKey.export({ type: 'spki', format: 'der' });
      const id = createHash('sha256').update(der).digest('base64url');
      this.#keys = { privateKey, publicKey, id };
    }
    return this.#keys;
  }
}
