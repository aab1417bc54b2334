import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';
import { ALICE, ROOT } from '../../../support/certificate-requests';

const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const SIGNER = 'example.com/own';

describe('Admission of certificate requests', () => {
  const ask = asking(new Cluster());
  const create = (name: string, request: string, signerName: string) =>
    ask('POST', PATH, { metadata: { name }, spec: { request, signerName, usages: ['client auth'] } });
  const bob = { 'impersonate-user': 'bob' };
  const rules = (verbs: string[], signer: string) => [
    { verbs: ['patch'], apiGroups: ['certificates.k8s.io'], resources: ['*'] },
    { verbs, apiGroups: ['certificates.k8s.io'], resources: ['signers'], resourceNames: [signer] },
  ];
  const approve = (name: string) =>
    ask('PATCH', `${PATH}/${name}/approval`, { status: { conditions: [{ type: 'Approved', status: 'True' }] } }, bob);
  const fail = (name: string) => {
    const { conditions } = ask('GET', `${PATH}/${name}`).body.status;
    const failed = { type: 'Failed', status: 'True' };
    return ask('PATCH', `${PATH}/${name}/status`, { status: { conditions: [...conditions, failed] } }, bob);
  };

  test('nobody asks the client signer for an administrator', () => {
    const signer = 'kubernetes.io/kube-apiserver-client';
    expect(create('root', ROOT, signer).body.message).toMatch(
      /use of kubernetes.io\/kube-apiserver-client signer with system:masters group is not allowed$/,
    );
    expect(create('alice', ALICE, signer).status).toBe(201);
    expect(create('own', ROOT, SIGNER).status).toBe(201);
  });

  test('approving and signing take a right for the signer, or for its whole domain', () => {
    ask('POST', `${RBAC}/clusterroles`, { metadata: { name: 'bob' }, rules: rules(['approve'], 'example.com/other') });
    const roleRef = { kind: 'ClusterRole', name: 'bob' };
    ask('POST', `${RBAC}/clusterrolebindings`, {
      metadata: { name: 'bob' },
      roleRef,
      subjects: [{ kind: 'User', name: 'bob' }],
    });
    create('asked', ALICE, SIGNER);
    expect(approve('asked').body.message).toMatch(
      /user not permitted to approve requests with signerName "example.com\/own"$/,
    );
    ask('PATCH', `${RBAC}/clusterroles/bob`, { rules: rules(['approve'], 'example.com/*') });
    expect(approve('asked').status).toBe(200);
    expect(fail('asked').body.message).toMatch(
      /user not permitted to sign requests with signerName "example.com\/own"$/,
    );
    ask('PATCH', `${RBAC}/clusterroles/bob`, { rules: rules(['sign'], SIGNER) });
    expect(fail('asked').status).toBe(200);
  });
});
