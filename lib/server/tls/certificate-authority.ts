/**
 * The cluster's own certificate authority: made anew for each server, it signs the server's certificate, those of clients, and what the
 * controller manager has signed.
 *
 * Upstream: cmd/kubeadm/app/phases/certs (names), pkg/controller/certificates/authority/policies.go
 */
import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { id_kp_clientAuth, id_kp_serverAuth, KeyUsageFlags } from '@peculiar/asn1-x509';
import type { CertificateSigner } from '../../engine/apiserver/certificates/certificate-signer';
import { ECDSA_WITH_SHA256_DER, signCertificate, type CertificateContent, type Subject } from './certificate';

const YEAR_MS = 365 * 24 * 3600 * 1000;
/** Clocks differ; a certificate is valid since a little before it was made. */
const BACKDATE_MS = 5 * 60 * 1000;
const NAME: Subject = { commonName: 'kubernetes' };

/** A private key and its certificate, both PEM. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly certificate: string;
}

export class CertificateAuthority implements CertificateSigner {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  readonly algorithm = ECDSA_WITH_SHA256_DER;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  /** @param nowMs real time, in milliseconds since the epoch */
  constructor(private readonly nowMs: () => number) {
    const { privateKey, publicKey } = newKey();
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.certificate = this.#sign({
      subject: NAME,
      publicKey,
      lifetimeMs: 10 * YEAR_MS,
      keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment | KeyUsageFlags.keyCertSign,
      authority: true,
    });
  }

  /** A certificate for the API server under these DNS names and IP addresses. */
  serverCertificate(alternativeNames: readonly string[]): KeyAndCertificate {
    const { privateKey, publicKey } = newKey();
    const certificate = this.#sign({
      subject: { commonName: 'kube-apiserver' },
      publicKey,
      lifetimeMs: YEAR_MS,
      keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
      extendedKeyUsage: [id_kp_serverAuth],
      alternativeNames,
    });
    return { key: pemOf(privateKey), certificate };
  }

  /** A certificate with which a client proves to be a user in some groups. */
  clientCertificate(subject: Subject, lifetimeMs = YEAR_MS): KeyAndCertificate {
    const { privateKey, publicKey } = newKey();
    const certificate = this.#sign({
      subject,
      publicKey,
      lifetimeMs,
      keyUsage: KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment,
      extendedKeyUsage: [id_kp_clientAuth],
    });
    return { key: pemOf(privateKey), certificate };
  }

  sign(bytes: Uint8Array): Uint8Array {
    return sign('sha256', bytes, this.#privateKey);
  }

  #sign(
    content: Omit<CertificateContent, 'issuer' | 'issuerPublicKey' | 'fromMs' | 'untilMs'> & { lifetimeMs: number },
  ): string {
    const now = this.nowMs();
    const validity = { fromMs: now - BACKDATE_MS, untilMs: now + content.lifetimeMs };
    return signCertificate(
      { ...content, ...validity, issuer: NAME, issuerPublicKey: this.#publicKey },
      this.#privateKey,
    );
  }
}

function newKey(): { privateKey: KeyObject; publicKey: KeyObject } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
