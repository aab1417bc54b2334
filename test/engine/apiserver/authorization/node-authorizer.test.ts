import { nodeUser } from '../../../../lib/engine/apiserver/authorization/node-identity';
import type { User } from '../../../../lib/engine/apiserver/request';
import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const API = '/api/v1/namespaces/default';
const cluster = new Cluster({ kubelets: 'none' });
const ask = asking(cluster);

function status(user: User, method: string, url: string, body?: object): { status: number; message: string } {
  const answer = cluster.http({
    method,
    url,
    user,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const { message = '' } = JSON.parse(answer.body) as { message?: string };
  return { status: answer.status, message };
}

const a = nodeUser('a');
const b = nodeUser('b');

beforeAll(() => {
  for (const name of ['a', 'b']) ask('POST', '/api/v1/nodes', { metadata: { name } });
  ask('POST', `${API}/serviceaccounts`, { metadata: { name: 'default' } });
  for (const name of ['mounted', 'pull', 'env', 'other', 'volume']) {
    ask('POST', `${API}/secrets`, { metadata: { name } });
    ask('POST', `${API}/configmaps`, { metadata: { name } });
  }
  ask('POST', `${API}/persistentvolumeclaims`, {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '' },
  });
  const csi = { driver: 'd', volumeHandle: 'h', nodePublishSecretRef: { name: 'volume', namespace: 'default' } };
  ask('POST', '/api/v1/persistentvolumes', {
    metadata: { name: 'disk' },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      claimRef: { namespace: 'default', name: 'data' },
      csi,
    },
  });
  ask('POST', '/apis/storage.k8s.io/v1/volumeattachments', {
    metadata: { name: 'attachment' },
    spec: { attacher: 'd', nodeName: 'a', source: { persistentVolumeName: 'disk' } },
  });
  ask('POST', `${API}/pods`, {
    metadata: { name: 'web' },
    spec: {
      nodeName: 'a',
      imagePullSecrets: [{ name: 'pull' }],
      containers: [
        {
          name: 'main',
          image: 'x',
          env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'env', key: 'k' } } }],
          envFrom: [{ configMapRef: { name: 'env' } }],
        },
      ],
      volumes: [
        { name: 's', secret: { secretName: 'mounted' } },
        { name: 'p', projected: { sources: [{ configMap: { name: 'mounted' } }] } },
        { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
      ],
    },
  });
});

describe('NodeAuthorizer', () => {
  test.each([
    `${API}/secrets/mounted`,
    `${API}/secrets/pull`,
    `${API}/secrets/env`,
    `${API}/secrets/volume`,
    `${API}/secrets?fieldSelector=metadata.name%3Dmounted`,
    `${API}/configmaps/env`,
    `${API}/configmaps/mounted`,
    `${API}/persistentvolumeclaims/data`,
    '/api/v1/persistentvolumes/disk',
    '/apis/storage.k8s.io/v1/volumeattachments/attachment',
  ])('%s is for the node whose pods lead to it', (url) => {
    expect(status(a, 'GET', url)).toMatchObject({ status: 200 });
    const refused = status(b, 'GET', url);
    expect(refused.status).toBe(403);
    expect(refused.message).toMatch(/: no relationship found between node 'b' and this object$/);
  });

  test('what no pod of the node names is not for it', () => {
    expect(status(a, 'GET', `${API}/secrets/other`)).toEqual({
      status: 403,
      message:
        'secrets "other" is forbidden: User "system:node:a" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node \'a\' and this object',
    });
  });

  test.each([
    ['GET', `${API}/secrets`, 'No Object name found'],
    ['GET', '/api/v1/secrets', 'can only read namespaced object of this type'],
    ['DELETE', `${API}/secrets/mounted`, 'can only read resources of this type'],
    ['GET', '/api/v1/persistentvolumes', 'can only get individual resources of this type'],
    ['GET', `${API}/serviceaccounts/default`, 'can only create tokens for individual service accounts'],
    ['GET', `${API}/persistentvolumeclaims/data/status`, 'can only get/update/patch this type'],
    [
      'GET',
      '/apis/coordination.k8s.io/v1/namespaces/default/leases/a',
      'can only access leases in the "kube-node-lease" system namespace',
    ],
    [
      'GET',
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/b',
      'can only access node lease with the same name as the requesting node',
    ],
    [
      'GET',
      '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases',
      'can only get, create, update, patch, or delete a node lease',
    ],
    ['GET', '/apis/storage.k8s.io/v1/csinodes/b', 'can only access CSINode with the same name as the requesting node'],
    ['GET', '/apis/storage.k8s.io/v1/csinodes', 'can only get, create, update, patch, or delete a CSINode'],
  ])('%s %s is refused: %s', (method, url, reason) => {
    const refused = status(a, method, url);
    expect(refused.status).toBe(403);
    expect(refused.message.endsWith(`: ${reason}`)).toBe(true);
  });

  test('every node reads nodes, pods and services, and nothing that no rule names', () => {
    for (const url of ['/api/v1/nodes', '/api/v1/pods', '/api/v1/services']) {
      expect(status(b, 'GET', url).status).toBe(200);
    }
    expect(status(b, 'GET', '/apis/apps/v1/deployments').status).toBe(403);
  });

  test('who is no node, or does not say which, gets nothing by it', () => {
    const alone: User = { name: 'system:node:a', groups: ['system:authenticated'] };
    expect(status(alone, 'GET', `${API}/secrets/mounted`).status).toBe(403);
    expect(status(nodeUser(''), 'GET', '/api/v1/nodes').message).toMatch(/: unknown node for user "system:node:"$/);
  });

  test('a token is for the account of a pod on the node', () => {
    const { uid } = ask('GET', `${API}/pods/web`).body.metadata as { uid: string };
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: [], boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'web', uid } },
    };
    expect(status(a, 'POST', `${API}/serviceaccounts/default/token`, body).status).toBe(201);
    expect(status(b, 'POST', `${API}/serviceaccounts/default/token`, body).status).toBe(403);
  });

  test('follows what is written: a new pod leads to more, a deleted one to nothing', () => {
    const pod = (nodeName: string, annotations = {}) => ({
      metadata: { name: 'late', annotations },
      spec: {
        nodeName,
        serviceAccountName: 'default',
        containers: [{ name: 'main', image: 'x', envFrom: [{ secretRef: { name: 'other' } }] }],
      },
    });
    const allowed = (): number => status(b, 'GET', `${API}/secrets/other`).status;
    expect(allowed()).toBe(403);
    ask('POST', `${API}/pods`, pod('b'));
    expect(allowed()).toBe(200);
    ask('DELETE', `${API}/pods/late`, { gracePeriodSeconds: 0 });
    expect(allowed()).toBe(403);
  });

  test('its rules cannot be told', () => {
    const review = { spec: { namespace: 'default' } };
    const answer = cluster.http({
      method: 'POST',
      url: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      user: a,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(review),
    });
    expect(JSON.parse(answer.body)).toMatchObject({
      status: { incomplete: true, evaluationError: 'node authorizer does not support user rule resolution' },
    });
  });
});
