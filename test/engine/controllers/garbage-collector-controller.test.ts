import type { KubeObject } from '../../../lib/engine/apimachinery/object-meta';
import type { PropagationPolicy } from '../../../lib/engine/apiserver/request';
import { template, World } from './world';

function world(): World {
  return new World('garbage-collector-controller', 'deployment-controller', 'replicaset-controller');
}

function configMap(at: World, name: string, owner?: KubeObject, more: object = {}): KubeObject {
  const ownerReferences = owner
    ? [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner.metadata.name, uid: owner.metadata.uid, ...more }]
    : undefined;
  return at.client.resource('configmaps').create({ metadata: { name, namespace: 'default', ownerReferences } });
}

function remove(at: World, name: string, propagationPolicy: PropagationPolicy): void {
  at.client.resource('configmaps').delete(name, 'default', { propagationPolicy });
}

const names = (at: World): string[] => at.list('configmaps').map(({ metadata }) => metadata.name);

describe('GarbageCollectorController', () => {
  test('in the background the owner goes at once, a chain of dependents follows', () => {
    const at = world();
    configMap(at, 'grandchild', configMap(at, 'child', configMap(at, 'owner')));
    at.pass(100);
    remove(at, 'owner', 'Background');
    expect(names(at)).toEqual(['child', 'grandchild']);
    at.pass(1_000);
    expect(names(at)).toEqual([]);
  });

  test('in the foreground the owner waits for dependents that block it', () => {
    const at = world();
    const owner = configMap(at, 'owner');
    const child = configMap(at, 'child', owner, { blockOwnerDeletion: true });
    at.client.resource('configmaps').update({ ...child, metadata: { ...child.metadata, finalizers: ['test/hold'] } });
    at.pass(100);
    remove(at, 'owner', 'Foreground');
    at.pass(1_000);
    expect(names(at)).toEqual(['child', 'owner']);
    at.client.resource('configmaps').patch('child', 'default', 'merge', { metadata: { finalizers: null } });
    at.pass(1_000);
    expect(names(at)).toEqual([]);
  });

  test('orphans stay and forget their owner', () => {
    const at = world();
    configMap(at, 'child', configMap(at, 'owner'));
    at.pass(100);
    remove(at, 'owner', 'Orphan');
    at.pass(1_000);
    expect(names(at)).toEqual(['child']);
    expect(at.list('configmaps')[0]!.metadata.ownerReferences).toBeUndefined();
  });

  test('an owner that never was, or has another uid, does not hold', () => {
    const at = world();
    const owner = configMap(at, 'owner');
    configMap(at, 'child', { ...owner, metadata: { ...owner.metadata, uid: 'another' } });
    at.pass(1_000);
    expect(names(at)).toEqual(['owner']);
  });

  test('of two owners the loss of one removes its reference', () => {
    const at = world();
    const [one, two] = [configMap(at, 'one'), configMap(at, 'two')];
    const reference = ({ metadata }: KubeObject) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: metadata.name,
      uid: metadata.uid,
    });
    const ownerReferences = [reference(one), reference(two)];
    at.client.resource('configmaps').create({ metadata: { name: 'child', namespace: 'default', ownerReferences } });
    at.pass(100);
    remove(at, 'one', 'Background');
    at.pass(1_000);
    expect(at.client.resource('configmaps').get('child', 'default').metadata.ownerReferences).toEqual([reference(two)]);
  });

  test('a Deployment takes its ReplicaSet and its pods along', () => {
    const at = world();
    const selector = { matchLabels: { app: 'web' } };
    at.create('deployments', 'apps', 'web', { spec: { replicas: 2, selector, template: template('web:1') } });
    at.pass(5_000);
    at.client.resource('deployments', 'apps').delete('web', 'default', { propagationPolicy: 'Foreground' });
    at.pass(5_000);
    expect([at.pods().length, at.list('replicasets', 'apps').length, at.list('deployments', 'apps').length]).toEqual([
      0, 0, 0,
    ]);
  });

  // Upstream: pkg/controller/garbagecollector/graph_builder.go (addDependentToOwners)
  test.each([
    ['another name', { name: 'other' }],
    ['another kind', { kind: 'Secret' }],
  ])('an owner that is named under %s does not hold', (_what, mistake) => {
    const at = world();
    configMap(at, 'child', configMap(at, 'owner'), mistake);
    at.pass(1_000);
    expect(names(at)).toEqual(['owner']);
  });

  test('an owner in a version that is not served may be there for all that is known', () => {
    const at = world();
    const owner = configMap(at, 'owner');
    configMap(at, 'child', owner, { apiVersion: 'v9', uid: 'another' });
    at.pass(10_000);
    expect(names(at)).toEqual(['child', 'owner']);
  });

  // Upstream: pkg/controller/garbagecollector/garbagecollector.go (namespacedOwnerOfClusterScopedObjectErr)
  test.each(['another', undefined])(
    'what is in no namespace stays when its owner should be in one, whether that exists or not',
    (uid) => {
      const at = world();
      const { metadata } = configMap(at, 'owner');
      const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: uid ?? metadata.uid };
      const classes = at.client.resource('priorityclasses', 'scheduling.k8s.io');
      classes.create({ metadata: { name: 'child', ownerReferences: [owner] }, value: 1 } as never);
      at.pass(10_000);
      expect(classes.find('child')).toBeDefined();
      const told = at.eventTexts().filter((text) => text.startsWith('OwnerRefInvalidNamespace'));
      expect(told).toHaveLength(uid === undefined ? 1 : 0);
    },
  );

  // Upstream: pkg/controller/garbagecollector/garbagecollector.go (unblockOwnerReferencesStrategicMergePatch)
  test('in the foreground even a ring of owners goes', () => {
    const at = world();
    const first = configMap(at, 'first');
    const second = configMap(at, 'second', first, { blockOwnerDeletion: true });
    const { name, uid } = second.metadata;
    const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name, uid, blockOwnerDeletion: true }];
    at.client.resource('configmaps').patch('first', 'default', 'merge', { metadata: { ownerReferences } });
    at.pass(100);
    remove(at, 'first', 'Foreground');
    at.pass(5_000);
    expect(names(at)).toEqual([]);
  });
});
