import { claimOf, createClaim, createClass, createPod, diskCluster, eventTexts, SHOP } from './disks';

describe('DiskDriver', () => {
  test('says nothing of itself until a class names it', () => {
    const cluster = diskCluster();
    cluster.advance('1m');
    expect([...cluster.list('CSIDriver'), ...cluster.list('CSINode'), ...cluster.list('StorageClass')]).toEqual([]);
    createClass(cluster, 'disks');
    cluster.advance('1s');
    expect(cluster.list('CSIDriver').map(({ metadata }) => metadata.name)).toEqual(['disk.csi.boutique.test']);
    expect(cluster.list('CSINode').map(({ spec }) => spec.drivers.map(({ nodeID }) => nodeID))).toEqual([
      ['node-1'],
      ['node-2'],
      ['node-3'],
    ]);
  });

  test('a claim without class gets the class that the cluster was asked for', () => {
    const cluster = diskCluster({ storageClass: 'standard' });
    cluster.resource('PersistentVolumeClaim').create({
      metadata: { name: 'data', namespace: SHOP },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    expect(claimOf(cluster, 'data').spec?.storageClassName).toBe('standard');
  });

  test('the disk is made in the zone of the node that the scheduler chose, attached there, and deleted with its claim', () => {
    const cluster = diskCluster({ storageClass: 'standard' });
    createClaim(cluster, 'data', 'standard');
    createPod(cluster, 'web', 'data');
    cluster.advance('10s');
    const { nodeName = '' } = cluster.get('Pod', 'web', SHOP).spec!;
    const [volume] = cluster.list('PersistentVolume');
    const zone = cluster.get('Node', nodeName).metadata.labels!['topology.kubernetes.io/zone'];
    expect(claimOf(cluster, 'data').status).toMatchObject({ phase: 'Bound', capacity: { storage: '1Gi' } });
    expect(volume!.spec?.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions?.[0]?.values).toEqual([zone]);
    expect(cluster.get('Node', nodeName).status?.volumesAttached).toEqual([
      { name: `kubernetes.io/csi/disk.csi.boutique.test^${volume!.metadata.name}`, devicePath: '' },
    ]);
    expect(eventTexts(cluster, 'web')).toContain(
      `SuccessfulAttachVolume: AttachVolume.Attach succeeded for volume "${volume!.metadata.name}" `,
    );

    cluster.resource('Pod').delete('web', SHOP, { gracePeriodSeconds: 0 });
    cluster.delete('PersistentVolumeClaim', 'data', SHOP);
    cluster.advance('30s');
    expect([...cluster.list('PersistentVolume'), ...cluster.list('VolumeAttachment')]).toEqual([]);
    expect(cluster.get('Node', nodeName).status?.volumesAttached).toBeUndefined();
  });

  test('a class that binds at once has its disk without a pod, after its delay', () => {
    const cluster = diskCluster();
    createClass(cluster, 'now', {
      volumeBindingMode: 'Immediate',
      parameters: { 'boutique.test/provision-delay': '20s' },
    });
    createClaim(cluster, 'data', 'now');
    cluster.advance('19s');
    expect(claimOf(cluster, 'data').status?.phase).toBe('Pending');
    cluster.advance('2s');
    expect(claimOf(cluster, 'data').status?.phase).toBe('Bound');
  });

  test('disks of which there is one store for each node bind their pods to the node', () => {
    const cluster = diskCluster();
    createClass(cluster, 'local', { parameters: { 'boutique.test/topology': 'node' } });
    createClaim(cluster, 'data', 'local');
    const first = createPod(cluster, 'web', 'data');
    cluster.advance('10s');
    const { nodeName } = cluster.get('Pod', 'web', SHOP).spec!;
    cluster.resource('Pod').delete(first.metadata.name, SHOP, { gracePeriodSeconds: 0 });
    createPod(cluster, 'web-2', 'data');
    cluster.advance('10s');
    expect(cluster.get('Pod', 'web-2', SHOP).spec?.nodeName).toBe(nodeName);
  });

  test('where one zone is full the scheduler looks for another', () => {
    const cluster = diskCluster();
    createClass(cluster, 'small', { parameters: { 'boutique.test/capacity': '1Gi' } });
    for (const name of ['a', 'b', 'c', 'd']) {
      createClaim(cluster, name, 'small');
      createPod(cluster, `pod-${name}`, name);
    }
    cluster.advance('5m');
    const phases = ['a', 'b', 'c', 'd'].map((name) => claimOf(cluster, name).status?.phase).sort();
    expect(phases).toEqual(['Bound', 'Bound', 'Bound', 'Pending']);
    const zones = cluster
      .list('PersistentVolume')
      .map(({ spec }) => Object.values(spec?.csi?.volumeAttributes ?? {})[0]);
    expect(zones.sort()).toEqual(['zone-a', 'zone-b', 'zone-c']);
    const unlucky = ['a', 'b', 'c', 'd'].find((name) => claimOf(cluster, name).status?.phase === 'Pending')!;
    expect(eventTexts(cluster, unlucky)).toContain(
      'ProvisioningFailed: failed to provision volume with StorageClass "small": rpc error: code = ResourceExhausted desc = no capacity left',
    );
  });

  test('parameters that mean nothing are told on the claim', () => {
    const cluster = diskCluster();
    createClass(cluster, 'wrong', {
      volumeBindingMode: 'Immediate',
      parameters: { 'boutique.test/topology': 'moon', 'boutique.test/attach-delay': 'soon' },
    });
    createClaim(cluster, 'data', 'wrong');
    cluster.advance('5s');
    expect(eventTexts(cluster, 'data')).toContain(
      'ProvisioningFailed: failed to provision volume with StorageClass "wrong": rpc error: code = Internal desc = ' +
        'invalid parameters: topology "moon", attach-delay "soon"',
    );
  });

  test('a claim that asks for more gets it', () => {
    const cluster = diskCluster({ storageClass: 'standard' });
    createClaim(cluster, 'data', 'standard');
    createPod(cluster, 'web', 'data');
    cluster.advance('10s');
    const patch = { spec: { resources: { requests: { storage: '3Gi' } } } };
    cluster.resource('PersistentVolumeClaim').patch('data', SHOP, 'merge', patch);
    cluster.advance('10s');
    expect(claimOf(cluster, 'data').status?.capacity).toEqual({ storage: '3Gi' });
    expect(cluster.list('PersistentVolume')[0]!.spec?.capacity).toEqual({ storage: '3Gi' });
    expect(eventTexts(cluster, 'data')).toContain(
      'ExternalExpanding: waiting for an external controller to expand this PVC',
    );
  });
});
