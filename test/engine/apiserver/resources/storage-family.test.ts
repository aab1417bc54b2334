import { Cluster } from '../../../../lib/engine/cluster';
import { doorOf } from '../door';

const send = doorOf(new Cluster());
const STORAGE = '/apis/storage.k8s.io/v1';

/** A new object with a name of its own, so that tables need none. */
function create(url: string, body: object) {
  return send('POST', url, { metadata: { generateName: 'n-' }, ...body });
}

describe('PersistentVolume', () => {
  const URL = '/api/v1/persistentvolumes';
  const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } };
  const { hostPath: _hostPath, ...sourceless } = spec;

  test('gets its defaults, and is pending whatever it says', () => {
    const { object } = create(URL, { spec, status: { phase: 'Bound' } });
    expect(object['status']).toEqual({ phase: 'Pending' });
    expect(object.spec).toEqual({
      ...spec,
      hostPath: { path: '/a', type: '' },
      persistentVolumeReclaimPolicy: 'Retain',
      volumeMode: 'Filesystem',
    });
  });

  test.each<[object, string[]]>([
    [sourceless, ['spec: Required value: must specify a volume type']],
    [{ ...spec, nfs: { server: 's', path: '/' } }, ['spec.nfs: Forbidden: may not specify more than 1 volume type']],
    [
      { ...spec, capacity: {} },
      [
        'spec.capacity: Required value',
        'spec.capacity: Unsupported value: core.ResourceList{}: supported values: "storage"',
      ],
    ],
    [
      { ...spec, accessModes: ['ReadWriteOncePod', 'ReadOnlyMany'] },
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    ],
    [
      { ...sourceless, local: { path: '/a' } },
      ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    ],
    [
      { ...spec, hostPath: { path: '/./' }, persistentVolumeReclaimPolicy: 'Recycle' },
      ["spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"],
    ],
    [
      { ...sourceless, csi: { driver: 'a', volumeHandle: 'h', nodePublishSecretRef: { name: 'n' } } },
      ['spec.csi.nodePublishSecretRef.namespace: Required value'],
    ],
    [
      { ...sourceless, iscsi: { targetPortal: 'p', iqn: 'x', lun: 256 } },
      [
        'spec.iscsi.iqn: Invalid value: "x": must be valid format',
        'spec.iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
      ],
    ],
  ])('with %j: %j', (odd, faults) => {
    expect(create(URL, { spec: odd }).faults).toEqual(faults);
  });

  test('may grow, but not become another', () => {
    const { name } = create(URL, { spec }).object.metadata;
    const patch = (change: object) => send('PATCH', `${URL}/${name}`, { spec: change });
    expect(patch({ capacity: { storage: '2Gi' } }).status).toBe(200);
    const { faults } = patch({ hostPath: { path: '/b' }, volumeMode: 'Block' });
    expect(faults[0]).toMatch(/^spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable/);
    expect(faults[1]).toBe('volumeMode: Invalid value: "Block": field is immutable');
  });

  test('takes the newer name of a node label in its affinity, and no other', () => {
    const affinity = (key: string) => ({
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }] } },
    });
    const { object, warnings } = create(URL, { spec: { ...spec, ...affinity('beta.kubernetes.io/os') } });
    expect(warnings).toEqual([
      'spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
    ]);
    const patch = (key: string) => send('PATCH', `${URL}/${object.metadata.name}`, { spec: affinity(key) });
    expect(patch('kubernetes.io/arch').status).toBe(422);
    expect(patch('kubernetes.io/os').status).toBe(200);
  });
});

describe('PersistentVolumeClaim', () => {
  const URL = '/api/v1/namespaces/default/persistentvolumeclaims';
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

  test.each<[object, string[]]>([
    [
      {},
      [
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ],
    ],
    [
      { ...spec, resources: { requests: { storage: '0' } } },
      ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    ],
    [
      { ...spec, volumeMode: 'Odd' },
      ['spec.volumeMode: Unsupported value: "Odd": supported values: "Block", "Filesystem"'],
    ],
    [
      { ...spec, dataSourceRef: { kind: 'Odd', name: 'n' } },
      [
        'spec.dataSource: Invalid value: "Odd": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
        'spec.dataSourceRef: Invalid value: "Odd": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
      ],
    ],
  ])('with %j is refused', (odd, faults) => {
    expect(create(URL, { spec: odd }).faults).toEqual(faults);
  });

  test.each<[object, object]>([
    [
      { dataSource: { kind: 'PersistentVolumeClaim', name: 'c' } },
      { apiGroup: null, kind: 'PersistentVolumeClaim', name: 'c' },
    ],
    [{ dataSourceRef: { apiGroup: 'a.b', kind: 'K', name: 'n' } }, { apiGroup: 'a.b', kind: 'K', name: 'n' }],
  ])('%j is told by both names', (source, reference) => {
    const made = create(URL, { spec: { ...spec, ...source } }).object.spec;
    expect([made['dataSource'], made['dataSourceRef']]).toEqual([reference, reference]);
  });

  test('forgets sources that its older name never took', () => {
    const made = create(URL, { spec: { ...spec, dataSource: { apiGroup: 'a.b', kind: 'K', name: 'n' } } }).object.spec;
    expect(made['dataSource']).toBeUndefined();
  });

  test('may be given a class and a volume once, and grows only while it is bound', () => {
    const { name } = create(URL, { spec }).object.metadata;
    const patch = (change: object) => send('PATCH', `${URL}/${name}`, { spec: change });
    const size = (storage: string) => ({ resources: { requests: { storage } } });
    expect(patch({ storageClassName: 'fast', volumeName: 'v' }).status).toBe(200);
    expect(patch({ storageClassName: 'slow' }).faults[0]).toMatch(/^spec: Forbidden: spec is immutable after creation/);
    expect(patch(size('2Gi')).status).toBe(422);
    send('PATCH', `${URL}/${name}/status`, { status: { phase: 'Bound' } });
    const growing = { metadata: { name: 'fast' }, provisioner: 'a.b/c', allowVolumeExpansion: true };
    send('POST', `${STORAGE}/storageclasses`, growing);
    expect(patch(size('2Gi')).status).toBe(200);
    expect(patch(size('1Gi')).faults).toEqual([
      'spec.resources.requests.storage: Forbidden: field can not be less than previous value',
    ]);
  });
});

describe('StorageClass', () => {
  const URL = `${STORAGE}/storageclasses`;

  test('deletes and binds at once unless said otherwise', () => {
    expect(create(URL, { provisioner: 'a.b/c' }).object).toMatchObject({
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    });
  });

  test.each<[object, string[]]>([
    [{}, ['provisioner: Required value']],
    [
      { provisioner: 'a', reclaimPolicy: 'Recycle' },
      ['reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"'],
    ],
    [{ provisioner: 'a', parameters: { '': 'x' } }, ['parameters: Invalid value: "": field can not be empty.']],
    [
      { provisioner: 'a', allowedTopologies: [{ matchLabelExpressions: [{ key: 'a', values: ['b', 'b'] }] }] },
      ['allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "b"'],
    ],
  ])('%j is refused', (body, faults) => {
    expect(create(URL, body).faults).toEqual(faults);
  });

  test('stays what it is', () => {
    const { name } = create(URL, { provisioner: 'a' }).object.metadata;
    const change = {
      provisioner: 'b',
      parameters: { a: 'b' },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    };
    expect(send('PATCH', `${URL}/${name}`, change).faults).toEqual([
      'parameters: Forbidden: updates to parameters are forbidden.',
      'provisioner: Forbidden: updates to provisioner are forbidden.',
      'reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.',
      'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
    ]);
  });
});

describe('the objects of CSI', () => {
  test('CSIDriver: defaults, no generation until what the kubelet acts on changes', () => {
    const { object } = create(`${STORAGE}/csidrivers`, { spec: {} });
    expect(object.spec).toEqual({
      attachRequired: true,
      podInfoOnMount: false,
      volumeLifecycleModes: ['Persistent'],
      storageCapacity: false,
      fsGroupPolicy: 'ReadWriteOnceWithFSType',
      requiresRepublish: false,
      seLinuxMount: false,
    });
    expect(object.metadata.generation).toBeUndefined();
    const patch = (spec: object) => send('PATCH', `${STORAGE}/csidrivers/${object.metadata.name}`, { spec });
    expect(patch({ requiresRepublish: true }).object.metadata.generation).toBe(1);
    expect(patch({ attachRequired: false }).faults).toEqual([
      'spec.attachedRequired: Invalid value: false: field is immutable',
    ]);
    expect(patch({ tokenRequests: [{ audience: 'a', expirationSeconds: 1 }] }).faults).toEqual(
      Array(2).fill(
        'spec.tokenRequests[0].expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
      ),
    );
  });

  test('CSINode: drivers have a name and node id each, and stay as they are', () => {
    const drivers = [{ name: 'a', nodeID: 'n', topologyKeys: ['k'] }];
    const { name } = create(`${STORAGE}/csinodes`, { spec: { drivers } }).object.metadata;
    const odd = [{ name: 'a', nodeID: '' }, ...drivers];
    expect(create(`${STORAGE}/csinodes`, { spec: { drivers: odd } }).faults).toEqual([
      'spec.drivers[0].nodeID: Required value',
      'spec.drivers[1].name: Duplicate value: "a"',
    ]);
    const changed = { spec: { drivers: [{ name: 'a', nodeID: 'm', topologyKeys: ['k'] }] } };
    expect(send('PATCH', `${STORAGE}/csinodes/${name}`, changed).faults).toEqual([
      'CSINodeDriver: Invalid value: storage.CSINodeDriver{Name:"a", NodeID:"m", TopologyKeys:[]string{"k"}, Allocatable:(*storage.VolumeNodeResources)(nil)}: field is immutable',
    ]);
  });

  test('CSIStorageCapacity: a class, an amount, and a topology that stays', () => {
    const url = `${STORAGE}/namespaces/default/csistoragecapacities`;
    expect(create(url, { storageClassName: 'A', capacity: '-1' }).faults).toEqual([
      expect.stringMatching(/^storageClassName: Invalid value: "A": a lowercase RFC 1123 subdomain/),
      'capacity: Invalid value: "-1": must be greater than or equal to 0',
    ]);
    const { name } = create(url, { storageClassName: 'a' }).object.metadata;
    expect(send('PATCH', `${url}/${name}`, { storageClassName: 'b' }).faults).toEqual([
      'storageClassName: Invalid value: "b": field is immutable',
    ]);
  });

  test('VolumeAttachment: one source, a spec that stays, and a status without labels', () => {
    const url = `${STORAGE}/volumeattachments`;
    expect(create(url, { spec: { attacher: 'a', nodeName: 'n', source: {} } }).faults).toEqual([
      'spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
    ]);
    const spec = { attacher: 'a', nodeName: 'n', source: { persistentVolumeName: 'v' } };
    const { object } = create(url, { spec, status: { attached: true } });
    expect(object['status']).toEqual({ attached: false });
    const path = `${url}/${object.metadata.name}`;
    expect(send('PATCH', path, { spec: { nodeName: 'm' } }).faults).toEqual([
      expect.stringMatching(
        /^spec: Invalid value: storage.VolumeAttachmentSpec\{Attacher:"a", .*: field is immutable$/,
      ),
    ]);
    const written = send('PATCH', `${path}/status`, { metadata: { labels: { a: 'b' } }, status: { attached: true } });
    expect(written.object['status']).toEqual({ attached: true });
    expect(written.object.metadata.labels).toBeUndefined();
  });
});
