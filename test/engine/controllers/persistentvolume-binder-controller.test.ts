import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { World } from './world';

function world(): World {
  return new World('persistentvolume-binder', 'pvc-protection', 'pv-protection', 'ephemeral-volume');
}

function createVolume(at: World, name: string, spec: PersistentVolume['spec']): void {
  at.client.resource<PersistentVolume>('persistentvolumes').create({
    metadata: { name },
    spec: {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'slow',
      hostPath: { path: '/data' },
      ...spec,
    },
  });
}

function createClaim(at: World, name: string, spec: PersistentVolumeClaim['spec'] = {}): void {
  at.create('persistentvolumeclaims', '', name, {
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'slow',
      resources: { requests: { storage: '1Gi' } },
      ...spec,
    },
  });
}

function volume(at: World, name: string): PersistentVolume | undefined {
  return at.client.resource<PersistentVolume>('persistentvolumes').find(name);
}

function claim(at: World, name: string): PersistentVolumeClaim {
  return at.get<PersistentVolumeClaim>('persistentvolumeclaims', '', name);
}

/** Claims a volume, then lets go of it. */
function release(at: World, spec: PersistentVolume['spec']): void {
  createVolume(at, 'disk', spec);
  createClaim(at, 'data');
  at.pass(1_000);
  expect(claim(at, 'data').status?.phase).toBe('Bound');
  at.client.resource('persistentvolumeclaims').delete('data', 'default');
  at.pass(1_000);
}

describe('PersistentVolumeBinderController', () => {
  test('two claims that come at once never get the same volume', () => {
    const at = world();
    createVolume(at, 'disk-1', {});
    createVolume(at, 'disk-2', {});
    at.pass(100);
    createClaim(at, 'a');
    createClaim(at, 'b');
    at.pass(100);
    const names = [claim(at, 'a').spec?.volumeName, claim(at, 'b').spec?.volumeName];
    expect(names.sort()).toEqual(['disk-1', 'disk-2']);
  });

  test('a volume that allows no more than is asked for comes before one that does, whatever its size', () => {
    const at = world();
    createVolume(at, 'shared', { accessModes: ['ReadWriteOnce', 'ReadWriteMany'], capacity: { storage: '1Gi' } });
    createVolume(at, 'single', {});
    at.pass(100);
    createClaim(at, 'a');
    at.pass(100);
    expect(claim(at, 'a').spec?.volumeName).toBe('single');
  });

  test('block volumes are for claims of blocks only', () => {
    const at = world();
    createVolume(at, 'disk', { volumeMode: 'Block' });
    createClaim(at, 'files');
    createClaim(at, 'blocks', { volumeMode: 'Block' });
    at.pass(20_000);
    expect(claim(at, 'files').status?.phase).toBe('Pending');
    expect(claim(at, 'blocks').spec?.volumeName).toBe('disk');
  });

  test('a claim that names a volume which will not do is told why', () => {
    const at = world();
    createVolume(at, 'disk', { capacity: { storage: '1Mi' } });
    at.pass(100);
    createClaim(at, 'data', { volumeName: 'disk' });
    at.pass(100);
    expect(at.eventTexts()).toEqual([
      'VolumeMismatch: Cannot bind to requested volume "disk": requested PV is too small',
    ]);
  });

  test('a claim that names the volume of another is told so', () => {
    const at = world();
    createVolume(at, 'disk', {});
    createClaim(at, 'first');
    at.pass(20_000);
    createClaim(at, 'second', { volumeName: 'disk' });
    at.pass(100);
    expect(at.eventTexts()).toContain('FailedBinding: volume "disk" already bound to a different claim.');
    expect(claim(at, 'second').status?.phase).toBe('Pending');
  });

  test('a class that waits for a pod says which pods it waits for', () => {
    const at = world();
    at.client.resource('storageclasses', 'storage.k8s.io').create({
      metadata: { name: 'slow' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
    at.pass(100);
    at.create<Pod>('pods', '', 'web', {
      spec: {
        schedulingGates: [{ name: 'shop.example.com/later' }],
        containers: [{ name: 'main', image: 'web:1' }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    });
    at.pass(100);
    createClaim(at, 'data');
    at.pass(100);
    expect(at.eventTexts()).toContain('WaitForPodScheduled: waiting for pod web to be scheduled');
  });

  test('Delete removes what is under /tmp, and says why it does not remove the rest', () => {
    const at = world();
    release(at, { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/data' } });
    expect(volume(at, 'disk')).toBeUndefined();

    const other = world();
    release(other, { persistentVolumeReclaimPolicy: 'Delete' });
    const message = 'host_path deleter only supports /tmp/.+ but received provided /data';
    expect(volume(other, 'disk')?.status).toMatchObject({ phase: 'Failed', message });
  });

  test('Recycle scrubs the volume with a pod, then gives it to whoever comes', () => {
    const at = world();
    release(at, { persistentVolumeReclaimPolicy: 'Recycle' });
    at.pass(2_000);
    const pods = at.client.resource<Pod>('pods');
    const scrubber = pods.get('recycler-for-disk', 'default');
    expect(scrubber.spec?.volumes?.[0]).toMatchObject({ name: 'vol', hostPath: { path: '/data' } });
    expect(at.eventTexts()).toContain('RecyclerPod: Recycler pod: no nodes available to schedule pods');
    pods.updateStatus({ ...scrubber, status: { phase: 'Succeeded' } });
    at.pass(20_000);
    expect(volume(at, 'disk')?.status?.phase).toBe('Available');
    expect(volume(at, 'disk')?.spec?.claimRef).toBeUndefined();
    expect(at.eventTexts()).toContain('VolumeRecycled: Volume recycled');
  });

  test('Recycle of a volume that cannot be scrubbed fails', () => {
    const at = world();
    release(at, {
      persistentVolumeReclaimPolicy: 'Recycle',
      hostPath: undefined,
      iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:disk', lun: 0 },
    });
    expect(volume(at, 'disk')?.status).toMatchObject({
      phase: 'Failed',
      message: 'No recycler plugin found for the volume!',
    });
  });

  test('classes of plugins that were built in ask the driver that took over, or say that nobody does', () => {
    const at = world();
    const create = (name: string, provisioner: string): void => {
      at.client.resource('storageclasses', 'storage.k8s.io').create({ metadata: { name }, provisioner });
      at.pass(100);
      createClaim(at, name, { storageClassName: name });
    };
    create('ebs', 'kubernetes.io/aws-ebs');
    create('glusterfs', 'kubernetes.io/glusterfs');
    at.pass(100);
    expect(claim(at, 'ebs').metadata.annotations).toMatchObject({
      'volume.kubernetes.io/storage-provisioner': 'ebs.csi.aws.com',
    });
    expect(at.eventTexts()).toContain('ProvisioningFailed: no volume plugin matched name: kubernetes.io/glusterfs');
  });

  test('a class that becomes the default is given to claims that wait without one', () => {
    const at = world();
    createClaim(at, 'data', { storageClassName: undefined });
    at.pass(100);
    at.client.resource('storageclasses', 'storage.k8s.io').create({
      metadata: { name: 'fast', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'disk.example.com',
    });
    at.pass(20_000);
    expect(claim(at, 'data').spec?.storageClassName).toBe('fast');
  });
});

describe('EphemeralVolumeController', () => {
  const pod = {
    spec: {
      containers: [{ name: 'main', image: 'web:1' }],
      volumes: [
        {
          name: 'scratch',
          ephemeral: {
            volumeClaimTemplate: {
              metadata: { labels: { use: 'scratch' } },
              spec: {
                accessModes: ['ReadWriteOnce'],
                storageClassName: 'slow',
                resources: { requests: { storage: '1Gi' } },
              },
            },
          },
        },
      ],
    },
  };

  test('makes the claim of a pod, in its name', () => {
    const at = world();
    const made = at.create<Pod>('pods', '', 'web', pod);
    at.pass(100);
    const { metadata } = claim(at, 'web-scratch');
    expect(metadata.labels).toEqual({ use: 'scratch' });
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'Pod', uid: made.metadata.uid, controller: true }]);
  });

  test("leaves a stranger's claim of that name alone, and says so", () => {
    const at = world();
    createClaim(at, 'web-scratch');
    at.pass(100);
    at.create<Pod>('pods', '', 'web', pod);
    at.pass(100);
    expect(at.eventTexts()).toContain(
      'FailedBinding: ephemeral volume scratch: PVC default/web-scratch was not created for pod default/web (pod is not owner)',
    );
  });

  // Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (provisionClaimOperation)
  test('a class of the host path provisioner, which is off, is told on the claim and in an event', () => {
    const at = world();
    at.client
      .resource('storageclasses', 'storage.k8s.io')
      .create({ metadata: { name: 'slow' }, provisioner: 'kubernetes.io/host-path' } as never);
    createClaim(at, 'data');
    at.pass(1_000);
    expect(claim(at, 'data').metadata.annotations).toMatchObject({
      'volume.kubernetes.io/storage-provisioner': 'kubernetes.io/host-path',
    });
    expect(at.eventTexts()).toContain(
      'ProvisioningFailed: Failed to create provisioner: provisioning in volume plugin "kubernetes.io/host-path" is disabled',
    );
  });
});
