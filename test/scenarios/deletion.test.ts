/** What goes with what, and what holds it. */
import type { PropagationPolicy } from '../../lib/engine/apiserver/request';
import type { Cluster } from '../../lib/engine/cluster';
import { deployment, object, pod } from './manifests';
import { condition, newCluster, patch, podsOf, readyPods, rolledOut } from './observations';

const HELD = { metadata: { finalizers: ['example.com/cleanup'] } };
const found = (cluster: Cluster, kind: string, name: string, namespace = 'default') =>
  cluster.resource(kind).find(name, namespace);

// staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (Delete, deleteWithoutFinalizers)
test('47. Will deletion finish? Not while a finalizer is left', () => {
  const cluster = newCluster();
  cluster.apply(object('v1', 'ConfigMap', 'held', HELD));
  cluster.delete('ConfigMap', 'held');
  cluster.advance('24h');
  expect(cluster.get('ConfigMap', 'held').metadata.deletionTimestamp).toBe('2024-01-01T00:00:05Z');
  patch(cluster, 'ConfigMap', 'held', { metadata: { finalizers: null } });
  expect(found(cluster, 'ConfigMap', 'held')).toBeUndefined();
});

// pkg/controller/volume/pvcprotection/pvc_protection_controller.go
test('47. Will deletion finish? A claim waits for the last pod that uses it', () => {
  const cluster = newCluster({ storageClass: 'standard' });
  const resources = { requests: { storage: '1Gi' } };
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  cluster.apply([
    object('v1', 'PersistentVolumeClaim', 'data', { spec: { accessModes: ['ReadWriteOnce'], resources } }),
    pod('web', { pod: { volumes } }),
  ]);
  cluster.runUntil(() => readyPods(cluster, 'web') === 1);
  cluster.delete('PersistentVolumeClaim', 'data');
  cluster.advance('24h');
  const { deletionTimestamp, finalizers } = cluster.get('PersistentVolumeClaim', 'data').metadata;
  expect(deletionTimestamp).toBeDefined();
  expect(finalizers).toEqual(['kubernetes.io/pvc-protection']);
  cluster.delete('Pod', 'web');
  cluster.runUntil(() => found(cluster, 'PersistentVolumeClaim', 'data') === undefined);
});

// pkg/controller/namespace/deletion/{namespaced_resources_deleter,status_condition_utils}.go
test('47. Will deletion finish? A namespace waits for everything in it, and says what it waits for', () => {
  const cluster = newCluster();
  const namespace = { metadata: { namespace: 'shop' } };
  cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    object('v1', 'ConfigMap', 'held', { metadata: { ...namespace.metadata, ...HELD.metadata } }),
    object('v1', 'ConfigMap', 'free', namespace),
  ]);
  cluster.advance('5s');
  cluster.delete('Namespace', 'shop', '');
  cluster.advance('1h');
  const held = cluster.get('Namespace', 'shop', '');
  expect(held.status?.phase).toBe('Terminating');
  expect(condition(held, 'NamespaceContentRemaining')).toEqual({
    status: 'True',
    reason: 'SomeResourcesRemain',
    message: 'Some resources are remaining: configmaps. has 1 resource instances',
  });
  expect(condition(held, 'NamespaceFinalizersRemaining')).toEqual({
    status: 'True',
    reason: 'SomeFinalizersRemain',
    message: 'Some content in the namespace has finalizers remaining: example.com/cleanup in 1 resource instances',
  });
  expect(found(cluster, 'ConfigMap', 'free', 'shop')).toBeUndefined();
  patch(cluster, 'ConfigMap', 'held', { metadata: { finalizers: null } }, 'shop');
  cluster.runUntil(() => found(cluster, 'Namespace', 'shop', '') === undefined, { within: '15m' });
});

// pkg/controller/garbagecollector/garbagecollector.go (attemptToDeleteItem, orphanDependents)
test.each<[PropagationPolicy, string]>([
  ['Background', 'the owner goes at once, then its pods'],
  ['Foreground', 'the pods go, then their owner'],
  ['Orphan', 'the pods stay, without owner'],
])('47. Will deletion finish? %s: %s', (propagationPolicy) => {
  const cluster = newCluster();
  cluster.apply(deployment('web', { replicas: 2, run: { termSeconds: 3 } }));
  cluster.runUntil(rolledOut('web'));
  cluster.resource('Deployment').delete('web', 'default', { propagationPolicy });
  cluster.advance('1s');
  const waits = found(cluster, 'Deployment', 'web');
  expect(waits !== undefined).toBe(propagationPolicy === 'Foreground');
  if (waits) expect(waits.metadata.finalizers).toEqual(['foregroundDeletion']);
  cluster.advance('1m');
  expect(found(cluster, 'Deployment', 'web')).toBeUndefined();
  expect(readyPods(cluster, 'web')).toBe(propagationPolicy === 'Orphan' ? 2 : 0);
  const [set] = cluster.list('ReplicaSet', { namespace: 'default' });
  expect(set?.metadata.ownerReferences).toBeUndefined();
  expect(podsOf(cluster, 'web')).toHaveLength(propagationPolicy === 'Orphan' ? 2 : 0);
});
