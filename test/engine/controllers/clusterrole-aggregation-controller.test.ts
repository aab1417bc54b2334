import type { ClusterRole } from '../../../lib/engine/apimachinery/api/rbac-v1';
import { World } from './world';

const PETS = [{ apiGroups: [''], resources: ['pets'], verbs: ['get'] }];
const TOYS = [{ apiGroups: [''], resources: ['toys'], verbs: ['list'] }];

function world(): World {
  return new World('clusterrole-aggregation-controller');
}

function role(at: World, name: string, body: object): void {
  at.client.resource('clusterroles', 'rbac.authorization.k8s.io').create({ metadata: { name }, ...body });
}

function part(at: World, name: string, rules: object[]): void {
  const labels = { pets: 'yes' };
  at.client
    .resource('clusterroles', 'rbac.authorization.k8s.io')
    .create({ metadata: { name, labels }, rules } as never);
}

const rulesOf = (at: World, name: string): ClusterRole['rules'] =>
  at.client.resource<ClusterRole>('clusterroles', 'rbac.authorization.k8s.io').get(name).rules;

describe('ClusterRoleAggregationController', () => {
  test('the rules of the selected roles in order of their names, each once, in the place of its own', () => {
    const at = world();
    part(at, 'b', [...PETS, ...TOYS]);
    part(at, 'a', TOYS);
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { pets: 'yes' } }] };
    role(at, 'all', { aggregationRule, rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] });
    at.pass(1_000);
    expect(rulesOf(at, 'all')).toEqual([...TOYS, ...PETS]);
    at.client.resource('clusterroles', 'rbac.authorization.k8s.io').delete('b');
    at.pass(1_000);
    expect(rulesOf(at, 'all')).toEqual(TOYS);
  });

  // Upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go (applyClusterRoles)
  test('where nothing is selected any more the gathered rules go, and rules of its own stay', () => {
    const at = world();
    part(at, 'a', TOYS);
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { pets: 'yes' } }] };
    role(at, 'gathered', { aggregationRule });
    at.pass(1_000);
    at.client.resource('clusterroles', 'rbac.authorization.k8s.io').delete('a');
    role(at, 'own', { aggregationRule, rules: PETS });
    at.pass(1_000);
    expect(rulesOf(at, 'gathered')).toBeNull();
    expect(rulesOf(at, 'own')).toEqual(PETS);
  });

  test('the default roles come to rest', () => {
    const at = world();
    at.pass(1_000);
    const { revision } = at.cluster.store;
    expect(rulesOf(at, 'view')?.length).toBeGreaterThan(0);
    expect(rulesOf(at, 'admin')).toEqual(expect.arrayContaining([...(rulesOf(at, 'view') ?? [])]));
    at.pass(60_000);
    expect(at.cluster.store.revision).toBe(revision);
  });
});
