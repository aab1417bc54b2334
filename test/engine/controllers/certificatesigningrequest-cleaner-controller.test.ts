import type { CertificateSigningRequest } from '../../../lib/engine/apimachinery/api/certificates-v1';
import { ALICE } from '../../support/certificate-requests';
import { World } from './world';

const HOUR_MS = 3600_000;

function world(name: string, decision?: 'Approved' | 'Denied'): World {
  const at = new World('certificatesigningrequest-cleaner-controller', 'certificatesigningrequest-signing-controller');
  const requests = at.client.resource<CertificateSigningRequest>('certificatesigningrequests', 'certificates.k8s.io');
  const spec = { request: ALICE, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] };
  const created = requests.create({ metadata: { name }, spec });
  const conditions = [{ type: decision ?? '', status: 'True', reason: 'Test' }];
  if (decision) requests.updateSubresource('approval', { ...created, status: { conditions } } as never);
  return at;
}

const left = (at: World): number =>
  at.client.resource('certificatesigningrequests', 'certificates.k8s.io').list().length;

describe('CertificateSigningRequestCleanerController', () => {
  test('a request without an answer goes after a day', () => {
    const at = world('waiting');
    at.pass(23 * HOUR_MS);
    expect(left(at)).toBe(1);
    at.pass(3 * HOUR_MS);
    expect(left(at)).toBe(0);
  });

  test.each(['Approved', 'Denied'] as const)('an answered one goes after an hour: %s', (decision) => {
    const at = world('answered', decision);
    at.pass(HOUR_MS / 2);
    expect(left(at)).toBe(1);
    at.pass(3 * HOUR_MS);
    expect(left(at)).toBe(0);
  });
});
