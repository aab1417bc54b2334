import type { CertificateSigningRequest } from '../../../lib/engine/apimachinery/api/certificates-v1';
import { requestFor, type Wish } from '../../support/certificate-requests';
import { World } from './world';

const NODE: Wish = { commonName: 'system:node:one', organizations: ['system:nodes'] };
const CLIENT = ['digital signature', 'client auth'];

function grant(at: World, subresource: string, user: string): void {
  const rbac = 'rbac.authorization.k8s.io';
  const resources = [`certificatesigningrequests/${subresource}`];
  const rules = [{ apiGroups: ['certificates.k8s.io'], resources, verbs: ['create'] }];
  at.client.resource('clusterroles', rbac).create({ metadata: { name: subresource }, rules });
  at.client.resource('clusterrolebindings', rbac).create({
    metadata: { name: subresource },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: subresource },
    subjects: [{ apiGroup: rbac, kind: 'User', name: user }],
  });
}

function ask(at: World, user: string, wish: Wish, usages = CLIENT): CertificateSigningRequest['status'] {
  const asking = at.client.as('test', { name: user, groups: ['system:authenticated'] });
  const requests = asking.resource<CertificateSigningRequest>('certificatesigningrequests', 'certificates.k8s.io');
  const signerName = 'kubernetes.io/kube-apiserver-client-kubelet';
  requests.create({ metadata: { name: 'one' }, spec: { request: requestFor(wish).request, signerName, usages } });
  at.pass(1_000);
  return requests.get('one').status;
}

describe('CertificateSigningRequestApprovingController', () => {
  test.each([
    ['nodeclient', 'bootstrapper', 'Auto approving kubelet client certificate after SubjectAccessReview.'],
    ['selfnodeclient', 'system:node:one', 'Auto approving self kubelet client certificate after SubjectAccessReview.'],
  ])('approves what whoever asks may have: %s', (subresource, user, message) => {
    const at = new World('certificatesigningrequest-approving-controller');
    grant(at, subresource, user);
    expect(ask(at, user, NODE)?.conditions).toEqual([
      expect.objectContaining({ type: 'Approved', status: 'True', reason: 'AutoApproved', message }),
    ]);
  });

  test('leaves to people what somebody may not have, or what no kubelet asks for', () => {
    const at = new World('certificatesigningrequest-approving-controller');
    expect(ask(at, 'bootstrapper', NODE)).toEqual({});
    const other = new World('certificatesigningrequest-approving-controller');
    grant(other, 'nodeclient', 'bootstrapper');
    expect(ask(other, 'bootstrapper', { commonName: 'ann' })).toEqual({});
  });

  test('for another node the right for oneself is not enough', () => {
    const at = new World('certificatesigningrequest-approving-controller');
    grant(at, 'selfnodeclient', 'system:node:two');
    expect(ask(at, 'system:node:two', NODE)).toEqual({});
  });
});
