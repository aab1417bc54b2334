import type { Cluster } from '../../../../lib/engine/cluster';
import { exec, oneNode, runPod, told } from '../one-node';

function settings(cluster: Cluster, value: string): void {
  const configMaps = cluster.resource('ConfigMap');
  const existing = configMaps.find('settings', 'default');
  if (existing) configMaps.update({ ...existing, data: { a: value } });
  else configMaps.create({ metadata: { name: 'settings', namespace: 'default' }, data: { a: value } });
}

const mounts = {
  volumeMounts: [
    { name: 'all', mountPath: '/all' },
    { name: 'all', mountPath: '/part', subPath: 'a' },
  ],
  env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } }],
};
const volumes = [{ name: 'all', configMap: { name: 'settings' } }];

describe('VolumeManager', () => {
  test('files follow their ConfigMap within a minute and a half, but not a subPath and not a variable', () => {
    const cluster = oneNode();
    settings(cluster, 'old');
    runPod(cluster, 'p', mounts, { volumes });
    settings(cluster, 'new');
    cluster.advance('95s');
    expect(exec(cluster, 'p', ['cat', '/all/a', '/part'])).toBe('new\nold\n(0)');
    expect(exec(cluster, 'p', ['printenv', 'A'])).toBe('old\n(0)');
  });

  test('what was written is not seen at once', () => {
    const cluster = oneNode();
    settings(cluster, 'old');
    runPod(cluster, 'p', mounts, { volumes });
    settings(cluster, 'new');
    cluster.advance('1s');
    const { runtime } = cluster.kubelets!.of('node-1')!.machine;
    expect(runtime.pods()).toHaveLength(1);
    const files = cluster.kubelets!.of('node-1')!.machine.volumes.filesOf(cluster.get('Pod', 'p') as never, 'all');
    expect(files?.get('a')?.read()).toBe('old');
  });

  // pkg/kubelet/kubelet.go (SyncPod: no event where the wait was interrupted, as by its time limit)
  test('a volume that cannot be mounted is tried after longer and longer; that it takes too long is not told', () => {
    const cluster = oneNode();
    runPod(cluster, 'p', { volumeMounts: [{ name: 'all', mountPath: '/all' }] }, { volumes });
    cluster.advance('3m');
    expect(told(cluster, 'FailedMount')).toEqual([
      'MountVolume.SetUp failed for volume "all" : configmap "settings" not found',
    ]);
    const [event] = cluster.list('Event').filter(({ message = '' }) => message.startsWith('MountVolume'));
    expect(event?.count).toBe(9);
  });

  test('a claim that is not bound is told of at once', () => {
    const cluster = oneNode();
    const claims = cluster.resource('PersistentVolumeClaim');
    const resources = { requests: { storage: '1Gi' } };
    const metadata = { name: 'disk', namespace: 'default' };
    claims.create({ metadata, spec: { accessModes: ['ReadWriteOnce'], resources, storageClassName: '' } });
    const volume = { name: 'data', persistentVolumeClaim: { claimName: 'disk' } };
    const mounted = { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
    runPod(cluster, 'p', mounted, { nodeName: 'node-1', volumes: [volume] });
    expect(told(cluster, 'FailedMount')).toEqual([
      'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[data]: error processing PVC default/disk: PVC is not bound',
    ]);
  });

  test('a disk is in use from before it is mounted until its pod is gone', () => {
    const cluster = oneNode({ storageClass: 'standard' });
    const inUse = (): readonly string[] => cluster.get('Node', 'node-1', '').status?.volumesInUse ?? [];
    cluster.resource('PersistentVolumeClaim').create({
      metadata: { name: 'disk', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    const volume = { name: 'data', persistentVolumeClaim: { claimName: 'disk' } };
    runPod(cluster, 'p', { volumeMounts: [{ name: 'data', mountPath: '/data' }] }, { volumes: [volume] });
    cluster.runUntil(() => cluster.get('Pod', 'p').status?.phase === 'Running', { within: '1m' });
    expect(inUse()).toEqual([expect.stringMatching(/^kubernetes\.io\/csi\/disk\.csi\.boutique\.test\^/)]);
    cluster.delete('Pod', 'p');
    cluster.advance('30s');
    expect(inUse()).toEqual([]);
  });
});
