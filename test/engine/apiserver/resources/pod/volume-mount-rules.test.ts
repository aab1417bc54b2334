import type { Container, Volume } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { containerFaults } from './pod-faults';

const volumes: Volume[] = [
  { name: 'dir', emptyDir: {} },
  { name: 'claim', persistentVolumeClaim: { claimName: 'c' } },
];

function faults(members: Partial<Container>): string[] {
  return containerFaults(members, { volumes });
}

describe('mounts', () => {
  test.each<[string, Container['volumeMounts'], string[]]>([
    ['of a volume', [{ name: 'dir', mountPath: '/a', subPath: 'b/c' }], []],
    ['of none', [{ name: 'none', mountPath: '/a' }], ['volumeMounts[0].name: Not found: "none"']],
    ['to nowhere', [{ name: 'dir', mountPath: '' }], ['volumeMounts[0].mountPath: Required value']],
    [
      'to one place',
      [
        { name: 'dir', mountPath: '/a' },
        { name: 'claim', mountPath: '/a' },
      ],
      ['volumeMounts[1].mountPath: Invalid value: "/a": must be unique'],
    ],
    [
      'of parts that lie elsewhere, told without an index',
      [{ name: 'dir', mountPath: '/a', subPath: '/b', subPathExpr: '../c' }],
      [
        'volumeMounts.subPath: Invalid value: "/b": must be a relative path',
        'volumeMounts[0].subPathExpr: Invalid value: "../c": subPathExpr and subPath are mutually exclusive',
        `volumeMounts.subPathExpr: Invalid value: "../c": must not contain '..'`,
      ],
    ],
    [
      'that others see',
      [{ name: 'dir', mountPath: '/a', mountPropagation: 'Bidirectional' }],
      [
        'volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
      ],
    ],
  ])('%s', (_what, volumeMounts, expected) => {
    expect(faults({ volumeMounts })).toEqual(expected);
  });

  test('privileged containers may share what they mount', () => {
    const volumeMounts = [{ name: 'dir', mountPath: '/a', mountPropagation: 'Bidirectional' }];
    expect(faults({ volumeMounts, securityContext: { privileged: true } })).toEqual([]);
  });

  test('a volume with a fault cannot be mounted', () => {
    const broken = containerFaults(
      { volumeMounts: [{ name: 'v', mountPath: '/a' }] },
      { volumes: [{ name: 'v', secret: {} }] },
    );
    expect(broken).toEqual([
      'spec.volumes[0].secret.secretName: Required value',
      'volumeMounts[0].name: Not found: "v"',
    ]);
  });
});

describe('devices', () => {
  test.each<[string, Container['volumeDevices'], string[]]>([
    ['of a claim', [{ name: 'claim', devicePath: '/dev/x' }], []],
    [
      'of a directory',
      [{ name: 'dir', devicePath: '/dev/x' }],
      [
        'volumeDevices[0].name: Invalid value: "dir": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      ],
    ],
    [
      'twice, and upwards',
      [
        { name: 'claim', devicePath: '/dev/x' },
        { name: 'claim', devicePath: '/dev/../x' },
      ],
      [
        'volumeDevices[1].name: Invalid value: "claim": must be unique',
        `volumeDevices[1].devicePath: Invalid value: "/dev/../x": can not contain backsteps ('..')`,
      ],
    ],
  ])('%s', (_what, volumeDevices, expected) => {
    expect(faults({ volumeDevices })).toEqual(expected);
  });

  test('a volume is mounted or a device, not both', () => {
    const members = {
      volumeMounts: [{ name: 'claim', mountPath: '/a' }],
      volumeDevices: [{ name: 'claim', devicePath: '/a' }],
    };
    expect(faults(members)).toEqual([
      'volumeMounts[0].name: Invalid value: "claim": must not already exist in volumeDevices',
      'volumeMounts[0].mountPath: Invalid value: "/a": must not already exist as a path in volumeDevices',
      'volumeDevices[0].name: Invalid value: "claim": must not already exist in volumeMounts',
      'volumeDevices[0].devicePath: Invalid value: "/a": must not already exist as a path in volumeMounts',
    ]);
  });
});
