/**
 * The key of the cluster's certificate authority. Public-key arithmetic is not the engine's: the server brings Node's.
 *
 * Differs: a cluster in process signs with a hash that follows from its seed. Its certificates can be read by every program and are
 * verified by none.
 */
import { DerValue, TAG } from '../../apimachinery/der';
import { derBitString, derObjectIdentifier, derValue } from '../../apimachinery/der-writer';
import { pemText } from '../../apimachinery/pem';
import { sha256 } from '../../apimachinery/sha256';
import type { Random } from '../../random/random';
import { certificateBody, signedCertificate, type Authority } from './certificate';

export interface CertificateSigner {
  /** The authority's own certificate, PEM. */
  readonly certificate: string;
  /** DER of the identifier of its algorithm. */
  readonly algorithm: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

const ED25519 = derValue(TAG.sequence, derObjectIdentifier('1.3.101.112'));
const COMMON_NAME = '2.5.4.3';
const KEY_BYTES = 32;
const TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000;

/** In the shape of Ed25519, of which any 32 bytes are a key and any 64 a signature. */
export class SeededCertificateSigner implements CertificateSigner {
  readonly algorithm = ED25519;
  readonly certificate: string;
  readonly #key: Uint8Array;

  constructor(random: Random, nowMs: number) {
    this.#key = Uint8Array.from(random.bytes(KEY_BYTES));
    const name = derValue(
      TAG.sequence,
      derValue(
        TAG.set,
        derValue(
          TAG.sequence,
          derObjectIdentifier(COMMON_NAME),
          derValue(TAG.utf8String, new TextEncoder().encode('kubernetes')),
        ),
      ),
    );
    const publicKey = derValue(TAG.sequence, ED25519, derBitString(Uint8Array.from(random.bytes(KEY_BYTES))));
    const authority: Authority = { name: DerValue.parse(name), algorithm: ED25519 };
    const body = certificateBody(authority, {
      serial: Uint8Array.from(random.bytes(8)),
      subject: name,
      publicKey,
      fromMs: nowMs,
      untilMs: nowMs + TEN_YEARS_MS,
      usages: ['digital signature', 'key encipherment', 'cert sign'],
      isAuthority: true,
    });
    this.certificate = pemText('CERTIFICATE', signedCertificate(body, this));
  }

  sign(bytes: Uint8Array): Uint8Array {
    const digest = sha256(Uint8Array.from([...this.#key, ...bytes]));
    return Uint8Array.from([...digest, ...digest]);
  }
}
