import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const SECRETS = { verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets'] };
const WRITES_RBAC = {
  verbs: ['create', 'update', 'patch', 'get'],
  apiGroups: ['rbac.authorization.k8s.io'],
  resources: ['*'],
};

describe('Escalation', () => {
  const ask = asking(new Cluster());
  const as = (user: string) => ({ 'impersonate-user': user });
  const grant = (user: string, rules: object[]) => {
    ask('POST', `${RBAC}/clusterroles`, { metadata: { name: `of-${user}` }, rules });
    const roleRef = { kind: 'ClusterRole', name: `of-${user}` };
    ask('POST', `${RBAC}/clusterrolebindings`, {
      metadata: { name: user },
      roleRef,
      subjects: [{ kind: 'User', name: user }],
    });
  };
  const newRole = (name: string, user: string, rules: object[]) =>
    ask('POST', `${RBAC}/namespaces/default/roles`, { metadata: { name }, rules }, as(user));

  grant('ann', [WRITES_RBAC]);
  grant('bob', [WRITES_RBAC, SECRETS]);
  grant('eve', [
    WRITES_RBAC,
    { verbs: ['escalate', 'bind'], apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'clusterroles'] },
  ]);

  test('nobody writes a role with more than they have', () => {
    expect(newRole('a', 'ann', [SECRETS]).body.message).toBe(
      'roles.rbac.authorization.k8s.io "a" is forbidden: user "ann" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
    );
    expect(newRole('b', 'bob', [SECRETS]).status).toBe(201);
    expect(newRole('c', 'eve', [SECRETS]).status).toBe(201);
  });

  test('nor changes one so that it has more, but its metadata', () => {
    const path = `${RBAC}/namespaces/default/roles/b`;
    expect(ask('PATCH', path, { metadata: { finalizers: ['example.com/x'] } }, as('ann')).status).toBe(200);
    expect(ask('PATCH', path, { metadata: { labels: { a: 'b' } } }, as('ann')).status).toBe(403);
  });

  test('nor binds a role with more, unless the verb bind is theirs', () => {
    const bind = (name: string, user: string) =>
      ask(
        'POST',
        `${RBAC}/namespaces/default/rolebindings`,
        { metadata: { name }, roleRef: { kind: 'Role', name: 'b' } },
        as(user),
      );
    expect(bind('x', 'ann').status).toBe(403);
    expect(bind('y', 'bob').status).toBe(201);
    expect(bind('z', 'eve').status).toBe(201);
  });

  test('an aggregated role can be anything, so only an administrator makes one', () => {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] };
    const made = ask(
      'POST',
      `${RBAC}/clusterroles`,
      { metadata: { name: 'sum' }, aggregationRule, rules: [] },
      as('bob'),
    );
    expect(made.body.message).toMatch(/must have cluster-admin privileges to use the aggregationRule$/);
    expect(ask('POST', `${RBAC}/clusterroles`, { metadata: { name: 'sum' }, aggregationRule, rules: [] }).status).toBe(
      201,
    );
  });
});
