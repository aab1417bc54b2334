import { X509Certificate } from 'node:crypto';
import type { CertificateSigningRequest } from '../../../lib/engine/apimachinery/api/certificates-v1';
import { decodeBase64 } from '../../../lib/engine/apimachinery/base64';
import { requestFor, type Wish } from '../../support/certificate-requests';
import { World } from './world';

const YEAR_MS = 365 * 24 * 3600 * 1000;
const NODE: Wish = { commonName: 'system:node:one', organizations: ['system:nodes'] };
const CLIENT = ['digital signature', 'client auth'];

function ask(at: World, wish: Wish, spec: object, approve = true): void {
  const requests = at.client.resource<CertificateSigningRequest>('certificatesigningrequests', 'certificates.k8s.io');
  const whole = { request: requestFor(wish).request, ...spec } as CertificateSigningRequest['spec'];
  const created = requests.create({ metadata: { name: 'one' }, spec: whole });
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test' }];
  if (approve) requests.updateSubresource('approval', { ...created, status: { conditions } } as never);
  at.pass(1_000);
}

function statusOf(at: World): CertificateSigningRequest['status'] {
  const requests = at.client.resource<CertificateSigningRequest>('certificatesigningrequests', 'certificates.k8s.io');
  return requests.get('one').status;
}

const issued = (at: World): X509Certificate => new X509Certificate(decodeBase64(statusOf(at)?.certificate ?? ''));
const world = (): World => new World('certificatesigningrequest-signing-controller');

describe('CertificateSigningRequestSigningController', () => {
  test('signs what was approved: names and usages as asked for, for a year', () => {
    const at = world();
    const nowMs = at.cluster.clock.now();
    ask(at, NODE, { signerName: 'kubernetes.io/kube-apiserver-client-kubelet', usages: CLIENT });
    const certificate = issued(at);
    expect(certificate.subject).toBe('O=system:nodes\nCN=system:node:one');
    expect(certificate.issuer).toBe('CN=kubernetes');
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(Math.abs(Date.parse(certificate.validTo) - nowMs - YEAR_MS)).toBeLessThan(6 * 60_000);
    expect(Date.parse(certificate.validFrom)).toBeLessThan(nowMs);
  });

  test('alternative names and a shorter life are kept', () => {
    const at = world();
    const nowMs = at.cluster.clock.now();
    const usages = ['digital signature', 'server auth'];
    const spec = { signerName: 'kubernetes.io/kubelet-serving', usages, expirationSeconds: 3600 };
    ask(at, { ...NODE, dnsNames: ['node-one.example.com'] }, spec);
    expect(issued(at).subjectAltName).toBe('DNS:node-one.example.com');
    expect(Math.abs(Date.parse(issued(at).validTo) - nowMs - 3600_000)).toBeLessThan(2_000);
  });

  test.each<[string, Wish, readonly string[], string]>([
    [
      'kube-apiserver-client-kubelet',
      { ...NODE, organizations: ['devs'] },
      CLIENT,
      'subject organization is not system:nodes',
    ],
    [
      'kube-apiserver-client-kubelet',
      { ...NODE, dnsNames: ['a.example.com'] },
      CLIENT,
      'DNS subjectAltNames are not allowed',
    ],
    [
      'kube-apiserver-client-kubelet',
      NODE,
      ['client auth'],
      'usages did not match [client auth digital signature key encipherment]',
    ],
    ['kubelet-serving', NODE, ['digital signature', 'server auth'], 'DNS or IP subjectAltName is required'],
    [
      'kube-apiserver-client',
      { commonName: 'ann' },
      ['server auth', 'client auth'],
      'invalid usage for client certificate: server auth',
    ],
    [
      'kube-apiserver-client',
      { commonName: 'ann' },
      ['digital signature'],
      'missing required usage for client certificate: client auth',
    ],
  ])('%s refuses what it does not sign', (signer, wish, usages, message) => {
    const at = world();
    ask(at, wish, { signerName: `kubernetes.io/${signer}`, usages });
    expect(statusOf(at)?.certificate).toBeUndefined();
    expect(statusOf(at)?.conditions?.find(({ type }) => type === 'Failed')).toMatchObject({
      status: 'True',
      reason: 'SignerValidationFailure',
      message,
    });
  });

  test("leaves alone what nobody has approved, and what is another signer's", () => {
    const at = world();
    ask(at, { commonName: 'ann' }, { signerName: 'kubernetes.io/kube-apiserver-client', usages: CLIENT }, false);
    expect(statusOf(at)).toEqual({});
    const other = world();
    ask(other, { commonName: 'ann' }, { signerName: 'example.com/mine', usages: CLIENT });
    expect(statusOf(other)?.certificate).toBeUndefined();
  });
});
