import { nodeUser } from '../../../../../lib/engine/apiserver/authorization/node-identity';
import { Cluster } from '../../../../../lib/engine/cluster';
import { asking } from '../../../../support/ask';

const API = '/api/v1/namespaces/default';

describe('NodeRestriction', () => {
  let cluster = new Cluster({ kubelets: 'none' });
  let ask = asking(cluster);

  /** As the node `a`, past authorization where a group of administrators is given. */
  function asNode(method: string, url: string, body?: object, groups: readonly string[] = []): [number, string] {
    const user = nodeUser('a');
    const answer = cluster.http({
      method,
      url,
      user: { ...user, groups: [...user.groups, ...groups] },
      headers: { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { message = '' } = JSON.parse(answer.body) as { message?: string };
    return [answer.status, message];
  }

  const mirror = (changes: object = {}, spec: object = {}) => {
    const { uid } = ask('GET', '/api/v1/nodes/a').body.metadata as { uid: string };
    return {
      metadata: {
        name: 'mirror',
        annotations: { 'kubernetes.io/config.mirror': 'x' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid, controller: true }],
        ...changes,
      },
      spec: { nodeName: 'a', containers: [{ name: 'main', image: 'x' }], ...spec },
    };
  };

  beforeEach(() => {
    cluster = new Cluster({ kubelets: 'none' });
    ask = asking(cluster);
    ask('POST', `${API}/serviceaccounts`, { metadata: { name: 'default' } });
    for (const name of ['a', 'b']) {
      ask('POST', '/api/v1/nodes', { metadata: { name } });
      ask('POST', `${API}/pods`, {
        metadata: { name: `on-${name}` },
        spec: { nodeName: name, containers: [{ name: 'main', image: 'x' }] },
      });
    }
  });

  test('a node writes its own Node, but neither taints nor labels that steer workloads', () => {
    const node = '/api/v1/nodes/a';
    expect(asNode('PATCH', node, { metadata: { labels: { 'kubernetes.io/os': 'linux', mine: 'x' } } })[0]).toBe(200);
    expect(asNode('PATCH', '/api/v1/nodes/b', { metadata: { labels: { mine: 'x' } } })[1]).toBe(
      'nodes "b" is forbidden: node "a" is not allowed to modify node "b"',
    );
    const labels = { 'node-restriction.kubernetes.io/x': '1', 'kubernetes.io/role': 'x', 'a.k8s.io/b': '' };
    expect(asNode('PATCH', node, { metadata: { labels } })[1]).toBe(
      'nodes "a" is forbidden: is not allowed to modify labels: a.k8s.io/b, kubernetes.io/role, node-restriction.kubernetes.io/x',
    );
    expect(asNode('PATCH', node, { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })[1]).toBe(
      'nodes "a" is forbidden: node "a" is not allowed to modify taints',
    );
  });

  test('a node registers itself alone, without such labels', () => {
    ask('DELETE', '/api/v1/nodes/a');
    expect(asNode('POST', '/api/v1/nodes', { metadata: { name: 'c' } })[1]).toBe(
      'nodes "c" is forbidden: node "a" is not allowed to modify node "c"',
    );
    expect(asNode('POST', '/api/v1/nodes', { metadata: { name: 'a', labels: { 'kubernetes.io/role': 'x' } } })[1]).toBe(
      'nodes "a" is forbidden: node "a" is not allowed to set the following labels: kubernetes.io/role',
    );
    expect(
      asNode('POST', '/api/v1/nodes', { metadata: { name: 'a', labels: { 'node.kubernetes.io/x': '' } } })[0],
    ).toBe(201);
  });

  test('a node reports the status of its own pods, and nothing else with it', () => {
    const status = { status: { phase: 'Running' } };
    expect(asNode('PATCH', `${API}/pods/on-a/status`, status)[0]).toBe(200);
    expect(asNode('PATCH', `${API}/pods/on-b/status`, status)[1]).toBe(
      'pods "on-b" is forbidden: node "a" can only update pod status for pods with spec.nodeName set to itself',
    );
    expect(asNode('PATCH', `${API}/pods/on-a/status`, { metadata: { labels: { x: 'y' } } })[1]).toBe(
      'pods "on-a" is forbidden: node "a" cannot update labels through pod status',
    );
  });

  test('a node deletes and evicts its own pods', () => {
    expect(asNode('DELETE', `${API}/pods/on-b`)[1]).toBe(
      'pods "on-b" is forbidden: node "a" can only delete pods with spec.nodeName set to itself',
    );
    const eviction = (name: string) => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
    expect(asNode('POST', `${API}/pods/on-b/eviction`, eviction('on-b'))[1]).toBe(
      'pods "on-b" is forbidden: node a can only evict pods with spec.nodeName set to itself',
    );
    expect(asNode('POST', `${API}/pods/on-a/eviction`, eviction('on-a'))[0]).toBe(201);
  });

  test('a mirror pod of the node itself is made', () => {
    expect(asNode('POST', `${API}/pods`, mirror())).toEqual([201, '']);
  });

  test.each([
    [
      'no mirror',
      { annotations: {} },
      {},
      'pod does not have "kubernetes.io/config.mirror" annotation, node "a" can only create mirror pods',
    ],
    ['elsewhere', {}, { nodeName: 'b' }, 'node "a" can only create pods with spec.nodeName set to itself'],
    ['nobody’s', { ownerReferences: [] }, {}, 'node "a" can only create pods with an owner reference set to itself'],
    [
      'of another uid',
      { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid: 'x', controller: true }] },
      {},
      /^node a UID mismatch: expected x got /,
    ],
    [
      'not controlled',
      { ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'a', uid: 'x' }] },
      {},
      'node "a" can only create pods with a controller owner reference set to itself',
    ],
    ['with a Secret', {}, { imagePullSecrets: [{ name: 's' }] }, 'a mirror pod may not reference secrets'],
    [
      'with a claim',
      {},
      { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
      'node "a" can not create pods that reference persistentvolumeclaims',
    ],
  ])('a pod that is %s is not', (_what, metadata, spec, why) => {
    const [status, message] = asNode('POST', `${API}/pods`, mirror(metadata, spec));
    expect(status).toBe(403);
    const told = message.replace('pods "mirror" is forbidden: ', '');
    if (typeof why === 'string') expect(told).toBe(why);
    else expect(told).toMatch(why);
  });

  test('a node holds its own lease and CSINode', () => {
    const lease = (name: string) => ({ metadata: { name }, spec: { holderIdentity: name } });
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    expect(asNode('POST', leases, lease('a'))[0]).toBe(201);
    expect(asNode('POST', leases, lease('b'))[1]).toBe(
      'leases.coordination.k8s.io "b" is forbidden: can only access node lease with the same name as the requesting node',
    );
    const csiNode = { metadata: { name: 'b' }, spec: { drivers: [] } };
    expect(asNode('POST', '/apis/storage.k8s.io/v1/csinodes', csiNode)[1]).toBe(
      'csinodes.storage.k8s.io "b" is forbidden: can only access CSINode with the same name as the requesting node',
    );
  });

  test('a token is bound to a pod of the node', () => {
    const token = (boundObjectRef: object | undefined) =>
      asNode('POST', `${API}/serviceaccounts/default/token`, {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { audiences: [], boundObjectRef },
      })[1].replace(/^.* is forbidden: /, '');
    const bound = (name: string, uid?: string) => ({ apiVersion: 'v1', kind: 'Pod', name, uid });
    const uidOf = (name: string) => (ask('GET', `${API}/pods/${name}`).body.metadata as { uid: string }).uid;
    expect(token(undefined)).toBe('node requested token not bound to a pod');
    expect(token(bound('on-a'))).toBe('node requested token with a pod binding without a uid');
    expect(token(bound('on-a', 'x'))).toMatch(/^the UID in the bound object reference \(x\) does not match the UID/);
    expect(token(bound('on-b', uidOf('on-b')))).toBe(
      'node requested token bound to a pod scheduled on a different node',
    );
    expect(token(bound('on-a', uidOf('on-a')))).toBe('');
  });

  test('of a claim a node reports capacity and conditions, even where authorization would let it do more', () => {
    ask('POST', `${API}/persistentvolumeclaims`, {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName: '' },
    });
    const patch = (url: string, body: object) => asNode('PATCH', url, body, ['system:masters']);
    const claim = `${API}/persistentvolumeclaims/data`;
    expect(patch(claim, { metadata: { labels: { x: 'y' } } })[1]).toBe(
      'persistentvolumeclaims "data" is forbidden: may only update PVC status',
    );
    expect(patch(`${claim}/status`, { status: { capacity: { storage: '1Gi' } } })[0]).toBe(200);
    expect(patch(`${claim}/status`, { status: { phase: 'Lost' } })[1]).toBe(
      'persistentvolumeclaims "data" is forbidden: node "a" is not allowed to update fields other than status.capacity and status.conditions: status',
    );
  });
});
