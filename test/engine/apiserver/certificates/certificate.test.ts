import { createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { DerValue } from '../../../../lib/engine/apimachinery/der';
import { derObjectIdentifier, derValue } from '../../../../lib/engine/apimachinery/der-writer';
import { pemText } from '../../../../lib/engine/apimachinery/pem';
import {
  certificateBody,
  readCertificate,
  signedCertificate,
  type CertificateContent,
} from '../../../../lib/engine/apiserver/certificates/certificate';
import { parseCertificateRequest } from '../../../../lib/engine/apiserver/certificates/certificate-request';
import { SeededCertificateSigner } from '../../../../lib/engine/apiserver/certificates/certificate-signer';
import { Random } from '../../../../lib/engine/random/random';
import { requestFor } from '../../../support/certificate-requests';

const FROM = Date.UTC(2026, 0, 1);
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
const signer = {
  algorithm: derValue(0x30, derObjectIdentifier('1.2.840.10045.4.3.2')),
  sign: (bytes: Uint8Array) => sign('sha256', bytes, privateKey),
};

function certificate(content: Partial<CertificateContent>): string {
  const { subject } = parseCertificateRequest(requestFor({ commonName: 'ann', organizations: ['devs'] }).request);
  const authority = { name: DerValue.parse(subject), algorithm: signer.algorithm, keyIdentifier: Uint8Array.of(1, 2) };
  const whole = { serial: Uint8Array.of(0x80, 1), subject, publicKey, fromMs: FROM, untilMs: FROM + 1000, usages: [] };
  return pemText('CERTIFICATE', signedCertificate(certificateBody(authority, { ...whole, ...content }), signer));
}

describe('certificate', () => {
  test('what is written is what others read', () => {
    const read = new X509Certificate(certificate({ usages: ['client auth', 'server auth', 'key encipherment'] }));
    expect(read.verify(createPublicKey(privateKey))).toBe(true);
    expect([read.subject, read.issuer]).toEqual(['O=devs\nCN=ann', 'O=devs\nCN=ann']);
    expect(read.serialNumber).toBe('4001');
    expect(Date.parse(read.validFrom)).toBe(FROM);
    expect(read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
    expect(read.ca).toBe(false);
  });

  test('times from 2050 on are written with four digits of the year', () => {
    const untilMs = Date.UTC(2060, 5, 1);
    const text = certificate({ untilMs });
    expect(Date.parse(new X509Certificate(text).validTo)).toBe(untilMs);
    expect(readCertificate(text)?.untilMs).toBe(untilMs);
  });

  test('alternative names of a request go over as they are', () => {
    const request = parseCertificateRequest(requestFor({ commonName: 'web', dnsNames: ['a.test', 'b.test'] }).request);
    expect(request.alternativeNames.map(({ type, bytes }) => [type, new TextDecoder().decode(bytes)])).toEqual([
      ['dns', 'a.test'],
      ['dns', 'b.test'],
    ]);
    const read = new X509Certificate(certificate({ alternativeNames: request.alternativeNamesExtension }));
    expect(read.subjectAltName).toBe('DNS:a.test, DNS:b.test');
  });
});

describe('SeededCertificateSigner', () => {
  test('the same seed gives the same authority, which every program can read', () => {
    const [one, same, other] = [7, 7, 8].map((seed) => new SeededCertificateSigner(new Random(seed), FROM).certificate);
    expect(one).toBe(same);
    expect(one).not.toBe(other);
    expect(new X509Certificate(one!)).toMatchObject({ subject: 'CN=kubernetes', ca: true });
  });
});
