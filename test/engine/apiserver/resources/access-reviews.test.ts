import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/authorization.k8s.io/v1';

describe('Access reviews', () => {
  const ask = asking(new Cluster());
  const review = (spec: object, more: object = {}) => ask('POST', `${PATH}/subjectaccessreviews`, { spec, ...more });

  test('a review says why', () => {
    const nonResourceAttributes = { path: '/healthz', verb: 'get' };
    expect(review({ user: 'u', groups: ['system:authenticated'], nonResourceAttributes }).body.status).toEqual({
      allowed: true,
      reason:
        'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
    });
    expect(review({ user: 'u', nonResourceAttributes }).body.status).toEqual({ allowed: false });
  });

  test('a review without a question, and one with a name, are refused', () => {
    expect(review({ user: 'u' }).body.details.causes[0].field).toBe('spec.resourceAttributes');
    const spec = { user: 'u', resourceAttributes: { verb: 'get' } };
    expect(review(spec, { metadata: { name: 'x' } }).body.details.causes[0].field).toBe('metadata');
  });

  test('a local review asks about its own namespace', () => {
    const local = (namespace: string) =>
      ask('POST', `${PATH}/namespaces/default/localsubjectaccessreviews`, {
        spec: { user: 'u', resourceAttributes: { namespace, verb: 'get', resource: 'pods' } },
      });
    expect(local('default').body.status).toEqual({ allowed: false });
    expect(local('other').body.message).toContain('must match metadata.namespace');
  });

  test('a rules review lists what one may do', () => {
    const { status } = ask(
      'POST',
      `${PATH}/selfsubjectrulesreviews`,
      { spec: { namespace: 'default' } },
      { 'impersonate-user': 'u' },
    ).body;
    expect(status.incomplete).toBe(false);
    expect(status.resourceRules).toContainEqual({
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    });
    expect(status.nonResourceRules[0].verbs).toEqual(['get']);
  });
});
