import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

describe('RbacAuthorizer', () => {
  const ask = asking(new Cluster());
  const jane = { 'impersonate-user': 'jane' };
  const role = (name: string, rules: object[]) =>
    ask('POST', `${RBAC}/namespaces/default/roles`, { metadata: { name }, rules });
  const bind = (name: string, kind: string, roleName: string, subjects: object[]) =>
    ask('POST', `${RBAC}/namespaces/default/rolebindings`, {
      metadata: { name },
      roleRef: { kind, name: roleName },
      subjects,
    });
  const read = (headers: Record<string, string>, path = 'namespaces/default/configmaps') =>
    ask('GET', `/api/v1/${path}`, undefined, headers);

  role('reader', [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['configmaps'] }]);
  bind('readers', 'Role', 'reader', [
    { kind: 'User', name: 'jane' },
    { kind: 'ServiceAccount', name: 'robot' },
  ]);

  test('a Role allows what it names, in its namespace and to those it is bound to', () => {
    expect(read(jane).status).toBe(200);
    expect(read({ 'impersonate-user': 'system:serviceaccount:default:robot' }).status).toBe(200);
    expect(read(jane, 'namespaces/kube-system/configmaps').status).toBe(403);
    expect(read({ 'impersonate-user': 'tom' }).body.message).toBe(
      'configmaps is forbidden: User "tom" cannot list resource "configmaps" in API group "" in the namespace "default"',
    );
  });

  test('a ClusterRole bound in a namespace allows there alone', () => {
    bind('viewers', 'ClusterRole', 'system:kube-dns', [{ kind: 'Group', name: 'dns' }]);
    const dns = { 'impersonate-user': 'ann', 'impersonate-group': 'dns' };
    expect(read(dns, 'namespaces/default/endpoints').status).toBe(200);
    expect(read(dns, 'endpoints').status).toBe(403);
  });

  test('a role that does not exist is told in the refusal', () => {
    bind('haunted', 'Role', 'ghost', [{ kind: 'User', name: 'mia' }]);
    expect(read({ 'impersonate-user': 'mia' }).body.message).toMatch(
      /: RBAC: role\.rbac\.authorization\.k8s\.io "ghost" not found$/,
    );
  });

  test('a list of one name is allowed where the name is', () => {
    role('one', [{ verbs: ['list'], apiGroups: [''], resources: ['secrets'], resourceNames: ['a'] }]);
    bind('one', 'Role', 'one', [{ kind: 'User', name: 'jane' }]);
    expect(read(jane, 'namespaces/default/secrets').status).toBe(403);
    expect(read(jane, 'namespaces/default/secrets?fieldSelector=metadata.name%3Da').status).toBe(200);
  });

  test('a Namespace is looked at in the namespace of its own name', () => {
    role('self', [{ verbs: ['get'], apiGroups: [''], resources: ['namespaces'] }]);
    bind('self', 'Role', 'self', [{ kind: 'User', name: 'jane' }]);
    expect(read(jane, 'namespaces/default').status).toBe(200);
    expect(read(jane, 'namespaces/kube-system').body.message).toMatch(/in the namespace "kube-system"$/);
  });

  test('a deleted binding allows nothing any more', () => {
    bind('short', 'Role', 'reader', [{ kind: 'User', name: 'kim' }]);
    expect(read({ 'impersonate-user': 'kim' }).status).toBe(200);
    ask('DELETE', `${RBAC}/namespaces/default/rolebindings/short`);
    expect(read({ 'impersonate-user': 'kim' }).status).toBe(403);
  });

  test('everybody may look at discovery, and nobody without rights at other paths', () => {
    expect(ask('GET', '/apis', undefined, jane).status).toBe(200);
    expect(ask('GET', '/metrics', undefined, jane).body.message).toBe(
      'forbidden: User "jane" cannot get path "/metrics"',
    );
  });
});
