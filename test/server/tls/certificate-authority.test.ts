import { X509Certificate } from 'node:crypto';
import { CertificateAuthority } from '../../../lib/server/tls/certificate-authority';

const nowMs = Date.UTC(2026, 0, 1);
const authority = new CertificateAuthority(() => nowMs);
const own = new X509Certificate(authority.certificate);

describe('CertificateAuthority', () => {
  test('is an authority, signed by itself', () => {
    expect(own.ca).toBe(true);
    expect(own.verify(own.publicKey)).toBe(true);
    expect(own.subject).toBe('CN=kubernetes');
  });

  test('signs a server certificate for names and addresses', () => {
    const { certificate } = authority.serverCertificate(['localhost', '127.0.0.1', '::1']);
    const read = new X509Certificate(certificate);
    expect(read.checkIssued(own)).toBe(true);
    expect(read.verify(own.publicKey)).toBe(true);
    expect(read.checkHost('localhost')).toBe('localhost');
    expect(read.checkIP('::1')).toBe('::1');
    expect(read.checkIP('10.0.0.1')).toBeUndefined();
    expect(Date.parse(read.validTo) - nowMs).toBe(365 * 24 * 3600 * 1000);
  });

  test('signs client certificates that name user and groups', () => {
    const { certificate } = authority.clientCertificate({ commonName: 'ann', organizations: ['devs', 'ops'] });
    const read = new X509Certificate(certificate);
    expect(read.subject).toBe('O=devs\nO=ops\nCN=ann');
    expect(read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  });
});
