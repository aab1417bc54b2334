import type { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';
import { createClaim, createClass, createPod, diskCluster, eventTexts, SHOP } from '../storage/disks';

/** Nodes are left alone, whatever they say or do not say. */
const controllers = new ControllerSelection(['*', '-nodelifecycle', '-podgc']);

function world(accessModes: readonly string[], parameters: Readonly<Record<string, string>> = {}): Cluster {
  const cluster = diskCluster({ controllerManager: { controllers } });
  createClass(cluster, 'disks', {
    volumeBindingMode: 'Immediate',
    parameters: { 'boutique.test/topology': 'any', ...parameters },
  });
  createClaim(cluster, 'data', 'disks', { accessModes });
  createPod(cluster, 'first', 'data', 'node-1');
  cluster.advance('10s');
  return cluster;
}

function attachedTo(cluster: Cluster): string[] {
  return cluster.list('VolumeAttachment').map(({ spec }) => spec.nodeName);
}

/** As a kubelet would report it. */
function setInUse(cluster: Cluster, nodeName: string): void {
  const { status } = cluster.get('Node', nodeName);
  const volumesInUse = status?.volumesAttached?.map(({ name }) => name) ?? [];
  cluster.resource('Node').patch(nodeName, '', 'merge', { status: { volumesInUse } }, { subresource: 'status' });
}

function setReady(cluster: Cluster, nodeName: string, status: string): void {
  const node = cluster.get('Node', nodeName);
  const conditions = node.status?.conditions?.map((one) => (one.type === 'Ready' ? { ...one, status } : one));
  cluster.resource('Node').updateStatus({ ...node, status: { ...node.status, conditions } });
}

function remove(cluster: Cluster, pod: string): void {
  cluster.resource('Pod').delete(pod, SHOP, { gracePeriodSeconds: 0 });
}

describe('PersistentVolumeAttachDetachController', () => {
  test('a volume for one node stays there while its pod does; the pod on another node is told whose it is', () => {
    const cluster = world(['ReadWriteOnce']);
    createPod(cluster, 'second', 'data', 'node-2');
    cluster.advance('1m');
    expect(attachedTo(cluster)).toEqual(['node-1']);
    const volume = cluster.list('PersistentVolume')[0]!.metadata.name;
    expect(eventTexts(cluster, 'second')).toEqual([
      `FailedAttachVolume: Multi-Attach error for volume "${volume}" Volume is already used by pod(s) first`,
    ]);
    remove(cluster, 'first');
    cluster.advance('5s');
    expect(attachedTo(cluster)).toEqual(['node-2']);
  });

  test('a volume for many nodes is attached to each that needs it', () => {
    const cluster = world(['ReadWriteMany']);
    createPod(cluster, 'second', 'data', 'node-2');
    cluster.advance('5s');
    expect(attachedTo(cluster).sort()).toEqual(['node-1', 'node-2']);
  });

  test('a node that does not let go is given six minutes, if it is not ready; one that is ready is waited for', () => {
    const cluster = world(['ReadWriteOnce']);
    setInUse(cluster, 'node-1');
    remove(cluster, 'first');
    cluster.advance('20m');
    expect(attachedTo(cluster)).toEqual(['node-1']);

    const failing = world(['ReadWriteOnce']);
    setInUse(failing, 'node-1');
    setReady(failing, 'node-1', 'Unknown');
    remove(failing, 'first');
    failing.advance('5m');
    expect(attachedTo(failing)).toEqual(['node-1']);
    failing.advance('2m');
    expect(attachedTo(failing)).toEqual([]);
  });

  test('a node that is out of service loses its volumes at once', () => {
    const cluster = world(['ReadWriteOnce']);
    setInUse(cluster, 'node-1');
    const taints = [{ key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }];
    cluster.resource('Node').patch('node-1', '', 'merge', { spec: { taints } });
    remove(cluster, 'first');
    cluster.advance('5s');
    expect(attachedTo(cluster)).toEqual([]);
  });

  test("what the driver says goes to the volume's pods, again and again", () => {
    const cluster = world(['ReadWriteOnce'], { 'boutique.test/attach-error': 'disk is stuck' });
    cluster.advance('1m');
    const volume = cluster.list('PersistentVolume')[0]!.metadata.name;
    expect(eventTexts(cluster, 'first')).toEqual([
      `FailedAttachVolume: AttachVolume.Attach failed for volume "${volume}" : rpc error: code = Internal desc = disk is stuck`,
    ]);
  });

  test('nodes that attach for themselves are left to it', () => {
    const cluster = diskCluster({ controllerManager: { controllers } });
    cluster.resource('Node').patch('node-1', '', 'merge', { metadata: { annotations: null } });
    createClass(cluster, 'disks', { volumeBindingMode: 'Immediate' });
    createClaim(cluster, 'data', 'disks');
    createPod(cluster, 'first', 'data', 'node-1');
    cluster.advance('10s');
    expect(attachedTo(cluster)).toEqual([]);
  });
});
