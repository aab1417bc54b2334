import { defaultRoles } from '../../../../lib/engine/apiserver/bootstrap/default-roles';
import { Cluster } from '../../../../lib/engine/cluster';
import { ControllerSelection } from '../../../../lib/engine/controllers/controller-selection';
import { asking } from '../../../support/ask';

describe('Default roles', () => {
  const ask = asking(new Cluster({ controllerManager: { controllers: new ControllerSelection(['-*']) } }));

  test('all of v1.28 are there', () => {
    const counts = Object.fromEntries(
      Object.entries(defaultRoles()).map(([plural, objects]) => [plural, objects.length]),
    );
    expect(counts).toEqual({ clusterroles: 62, clusterrolebindings: 43, roles: 7, rolebindings: 7 });
  });

  test('every one passes the validation of its kind', () => {
    for (const [plural, objects] of Object.entries(defaultRoles())) {
      for (const { metadata } of objects) {
        const { namespace, name } = metadata;
        const path = `/apis/rbac.authorization.k8s.io/v1/${namespace ? `namespaces/${namespace}/` : ''}${plural}/${encodeURIComponent(name)}`;
        const patched = ask('PATCH', path, { metadata: { labels: { touched: 'yes' } } });
        expect([path, patched.status, patched.body.message]).toEqual([path, 200, undefined]);
      }
    }
  });

  test('a role that sums up others has no rules until a controller gives it some', () => {
    const { rules, aggregationRule, metadata } = ask(
      'GET',
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/edit',
    ).body;
    expect(rules).toBeNull();
    expect(aggregationRule.clusterRoleSelectors[0].matchLabels).toEqual({
      'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
    });
    expect(metadata.labels).toMatchObject({ 'rbac.authorization.k8s.io/aggregate-to-admin': 'true' });
  });

  test('the scheduler may bind pods, and a node may not', () => {
    const may = (user: string) =>
      ask('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
        spec: {
          user,
          resourceAttributes: { verb: 'create', resource: 'pods', subresource: 'binding', namespace: 'default' },
        },
      }).body.status;
    expect(may('system:kube-scheduler')).toEqual({
      allowed: true,
      reason:
        'RBAC: allowed by ClusterRoleBinding "system:kube-scheduler" of ClusterRole "system:kube-scheduler" to User "system:kube-scheduler"',
    });
    expect(may('system:node:a')).toEqual({ allowed: false });
  });
});
