import type { Volume } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { podFaults } from './pod-faults';

describe('volumes', () => {
  test.each<[string, Volume[], string[]]>([
    ['a volume that is nothing is a directory', [{ name: 'v' }], []],
    [
      'a name with a dot',
      [{ name: 'a.b', emptyDir: {} }],
      ['spec.volumes[0].name: Invalid value: "a.b": must not contain dots'],
    ],
    [
      'the same name twice',
      [
        { name: 'v', emptyDir: {} },
        { name: 'v', emptyDir: {} },
      ],
      ['spec.volumes[1].name: Duplicate value: "v"'],
    ],
    [
      'two sources, in the order of the API server and by its names',
      [{ name: 'v', cephfs: { monitors: ['m'] }, emptyDir: {}, downwardAPI: {} }],
      [
        'spec.volumes[0].cephFS: Forbidden: may not specify more than 1 volume type',
        'spec.volumes[0].downwarAPI: Forbidden: may not specify more than 1 volume type',
      ],
    ],
    [
      'a disk, told by an older name',
      [{ name: 'v', gcePersistentDisk: { pdName: '', partition: 300 } }],
      [
        'spec.volumes[0].persistentDisk.pdName: Required value',
        'spec.volumes[0].persistentDisk.partition: Invalid value: 300: must be between 1 and 255, inclusive',
      ],
    ],
  ])('%s', (_what, volumes, faults) => {
    expect(podFaults({ volumes })).toEqual(faults);
  });

  test('a claim that is made for the pod has a name made of both, which nobody else may use', () => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const volumes: Volume[] = [
      { name: 'own', ephemeral: { volumeClaimTemplate: { spec } } },
      { name: 'other', persistentVolumeClaim: { claimName: 'p-own' } },
    ];
    expect(podFaults({ volumes })).toEqual([
      'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "p-own": must not reference a PVC that gets created for an ephemeral volume',
    ]);
  });

  test('a claim template is looked at like a claim', () => {
    const volumeClaimTemplate = {
      metadata: { name: 'n', labels: { 'a b': '' } },
      spec: { accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'], volumeMode: 'Odd', storageClassName: 'A' },
    };
    const at = 'spec.volumes[0].ephemeral.volumeClaimTemplate';
    const faults = podFaults({ volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate } }] });
    expect(faults.map((fault) => fault.slice(0, fault.indexOf(': ')))).toEqual(
      [
        'metadata.labels',
        'metadata.name',
        'spec.accessModes',
        'spec.resources[storage]',
        'spec.storageClassName',
        'spec.volumeMode',
      ].map((field) => `${at}.${field}`),
    );
  });

  test('a token needs an account', () => {
    const volumes: Volume[] = [{ name: 'v', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }];
    expect(podFaults({ volumes, serviceAccountName: 'a' })).toEqual([]);
    expect(podFaults({ volumes })).toEqual([
      'spec.volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set',
    ]);
  });
});
