/** Volumes that are elsewhere, in use, or never come. */
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { clusterObject, deployment, object, pod, rollingUpdate } from './manifests';
import { condition, events, isReady, newCluster, podsOf, rolledOut, waiting } from './observations';

const ZONE = 'topology.kubernetes.io/zone';

function claim(name: string, storageClassName: string, spec: JsonObject = {}) {
  const resources = { requests: { storage: '1Gi' } };
  const common = { accessModes: ['ReadWriteOnce'], resources, storageClassName };
  return object('v1', 'PersistentVolumeClaim', name, { spec: { ...common, ...spec } });
}

const storageClass = (name: string, volumeBindingMode: string) =>
  clusterObject('storage.k8s.io/v1', 'StorageClass', name, {
    provisioner: 'disk.csi.boutique.test',
    volumeBindingMode,
  });

const withVolume = (claimName: string, spec: JsonObject = {}): { pod: JsonObject; container: JsonObject } => ({
  pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }], ...spec },
  container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
});

const scheduled = (cluster: Cluster, name: string) => condition(cluster.get('Pod', name), 'PodScheduled');

// pkg/controller/volume/attachdetach/reconciler/reconciler.go (reportMultiAttachError)
test('37. RWO volume + rolling update? The new pod on another node waits for a disk that the old one holds', () => {
  // The disk is of one zone, and so all nodes are here; no two of the pods share a node.
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } };
  const apart = { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
  const parts = withVolume('data', apart);
  const disk = clusterObject('storage.k8s.io/v1', 'StorageClass', 'disk', {
    provisioner: 'disk.csi.boutique.test',
    volumeBindingMode: 'WaitForFirstConsumer',
    parameters: { 'boutique.test/topology': 'any' },
  });
  const updated = (spec: JsonObject): Cluster => {
    const cluster = newCluster();
    cluster.apply([disk, claim('data', 'disk'), deployment('web', { ...parts, spec })]);
    cluster.runUntil(rolledOut('web'));
    cluster.apply(deployment('web', { ...parts, spec, image: 'registry.example/app:2' }));
    cluster.advance('10m');
    return cluster;
  };
  const cluster = updated(rollingUpdate(1, 0));
  const [held, kept] = [podsOf(cluster, 'web').find((of) => !isReady(of))!, podsOf(cluster, 'web').find(isReady)!];
  expect(waiting(held)?.reason).toBe('ContainerCreating');
  const { volumeName } = cluster.get('PersistentVolumeClaim', 'data').spec!;
  expect(events(cluster, 'FailedAttachVolume')).toEqual([
    `Multi-Attach error for volume "${volumeName}" Volume is already used by pod(s) ${kept.metadata.name}`,
  ]);
  expect(condition(cluster.get('Deployment', 'web'), 'Progressing')?.reason).toBe('ReplicaSetUpdated');

  expect(rolledOut('web')(updated({ strategy: { type: 'Recreate' } }))).toBe(true);
});

// pkg/scheduler/framework/plugins/volumebinding, pkg/controller/volume/persistentvolume/pv_controller.go
describe('38. PVC in the wrong zone / never bound?', () => {
  test('a disk of one zone and a pod that must be in another', () => {
    const cluster = newCluster();
    const elsewhere = { nodeSelector: { [ZONE]: 'zone-c' } };
    cluster.apply([storageClass('disk', 'WaitForFirstConsumer'), claim('data', 'disk')]);
    cluster.apply(pod('first', withVolume('data', { nodeSelector: { [ZONE]: 'zone-a' } })));
    cluster.runUntil(() => isReady(cluster.get('Pod', 'first')));
    cluster.delete('Pod', 'first');
    cluster.apply(pod('second', withVolume('data', elsewhere)));
    cluster.advance('1m');
    expect(scheduled(cluster, 'second')).toEqual({
      status: 'False',
      reason: 'Unschedulable',
      message:
        "0/3 nodes are available: 1 node(s) had volume node affinity conflict, 2 node(s) didn't match Pod's node " +
        'affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling..',
    });
    cluster.apply([claim('other', 'disk'), pod('third', withVolume('other', elsewhere))]);
    cluster.runUntil(() => isReady(cluster.get('Pod', 'third')));
  });

  test('an Immediate class chooses the zone before anybody asks the pod', () => {
    const cluster = newCluster();
    cluster.apply([storageClass('now', 'Immediate'), claim('data', 'now')]);
    cluster.runUntil(() => cluster.get('PersistentVolumeClaim', 'data').status?.phase === 'Bound');
    cluster.apply([storageClass('later', 'WaitForFirstConsumer'), claim('patient', 'later')]);
    // Where the class comes after its claim, the next look is 15 s later.
    cluster.advance('20s');
    expect(cluster.get('PersistentVolumeClaim', 'patient').status?.phase).toBe('Pending');
    expect(events(cluster, 'WaitForFirstConsumer')).toEqual([
      'waiting for first consumer to be created before binding',
    ]);
  });

  test('a claim that nobody serves: its pod is not even placed', () => {
    const cluster = newCluster();
    cluster.apply([claim('lost', 'nothing'), pod('lost', withVolume('lost')), pod('typo', withVolume('nowhere'))]);
    cluster.advance('1m');
    expect(events(cluster, 'ProvisioningFailed')).toEqual(['storageclass.storage.k8s.io "nothing" not found']);
    expect(scheduled(cluster, 'lost')?.message).toBe(
      '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. ' +
        'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling..',
    );
    expect(scheduled(cluster, 'typo')?.message).toBe(
      '0/3 nodes are available: persistentvolumeclaim "nowhere" not found. ' +
        'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling..',
    );
    cluster.apply(storageClass('nothing', 'Immediate'));
    cluster.runUntil(() => isReady(cluster.get('Pod', 'lost')), { within: '6m' });
  });
});
