/**
 * Checks the signature of requests for certificates with Node's cryptography.
 *
 * Upstream: Go's crypto/x509 (CertificateRequest.CheckSignature)
 */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { CertificateRequest } from '../../engine/apiserver/certificates/certificate-request';
import type { SignatureVerifier } from '../../engine/apiserver/certificates/signature-verifier';

/** Digest by object identifier; null where the algorithm has its own. */
const DIGESTS: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};

export const requestSignatures: SignatureVerifier = {
  faultOf: ({ publicKey, signatureAlgorithm, signedPart, signature }: CertificateRequest) => {
    const digest = DIGESTS[signatureAlgorithm];
    if (digest === undefined) return 'x509: cannot verify signature: algorithm unimplemented';
    let key: KeyObject;
    try {
      key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    } catch {
      return 'x509: unknown public key algorithm';
    }
    if (verify(digest, signedPart, key, signature)) return undefined;
    const words: Readonly<Record<string, string>> = {
      ec: 'x509: ECDSA verification failure',
      rsa: 'crypto/rsa: verification error',
    };
    return words[key.asymmetricKeyType ?? ''] ?? 'x509: Ed25519 verification failure';
  },
};
