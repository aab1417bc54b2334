import type { VolumeSource } from '../../../../../lib/engine/apiserver/resources/pod/pod-types';
import { podFaults } from './pod-faults';

const IQN = 'iqn.2001-04.com.example:storage.disk1';

function faults(source: VolumeSource): string[] {
  return podFaults({ volumes: [{ name: 'v', ...source }] }).map((fault) => fault.replace('spec.volumes[0].', ''));
}

describe('what volumes are made of', () => {
  test.each<[VolumeSource]>([
    [{ hostPath: { path: '/a', type: 'DirectoryOrCreate' } }],
    [{ emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } }],
    [{ gitRepo: { repository: 'r', directory: '.' } }],
    [{ nfs: { server: 's', path: '/' } }],
    [{ iscsi: { targetPortal: 'p', iqn: IQN, lun: 0 } }],
    [{ fc: { targetWWNs: ['w'], lun: 255 } }],
    [{ flexVolume: { driver: 'd', options: { 'example.com/a': 'b' } } }],
    [{ quobyte: { registry: 'a:1,[::1]:2', volume: 'v' } }],
    [{ azureDisk: { diskName: 'd', diskURI: 'https://a', kind: 'Dedicated' } }],
    [{ csi: { driver: 'Driver.Example.com', nodePublishSecretRef: { name: 's' } } }],
  ])('%j is right', (source) => {
    expect(faults(source)).toEqual([]);
  });

  test.each<[VolumeSource, string[]]>([
    [
      { hostPath: { path: '/a/..', type: 'Odd' } },
      [
        `hostPath.path: Invalid value: "/a/..": must not contain '..'`,
        'hostPath.type: Unsupported value: "Odd": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
      ],
    ],
    [
      { emptyDir: { sizeLimit: '-1' } },
      ['emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity'],
    ],
    [
      { gitRepo: { repository: '', directory: '/a' } },
      ['gitRepo.repository: Required value', 'gitRepo.directory: Invalid value: "/a": must be a relative path'],
    ],
    [
      { nfs: { server: '', path: 'a' } },
      ['nfs.server: Required value', 'nfs.path: Invalid value: "a": must be an absolute path'],
    ],
    [
      { iscsi: { targetPortal: '', iqn: 'x', lun: 256, chapAuthSession: true, initiatorName: 'eui.1' } },
      [
        'iscsi.targetPortal: Required value',
        'iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa',
        'iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
        'iscsi.secretRef: Required value',
        'iscsi.initiatorname: Invalid value: "eui.1": must be valid format',
      ],
    ],
    [
      { iscsi: { targetPortal: 'p'.repeat(64), iqn: IQN, lun: 0, initiatorName: IQN } },
      [
        'name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
      ],
    ],
    [
      { fc: { targetWWNs: ['a'], wwids: ['b'] } },
      [
        'fc.targetWWNs: Invalid value: []string{"a"}: targetWWNs and wwids can not be specified simultaneously',
        'fc.lun: Required value: lun is required if targetWWNs is specified',
      ],
    ],
    [{ fc: {} }, ['fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both']],
    [{ flocker: {} }, ['flocker: Required value: one of datasetName and datasetUUID is required']],
    [
      { flexVolume: { driver: '', options: { 'A.Kubernetes.io/x': '' } } },
      [
        'flexVolume.driver: Required value',
        'flexVolume.options[A.Kubernetes.io/x]: Invalid value: "A.Kubernetes.io/x": kubernetes.io and k8s.io namespaces are reserved',
      ],
    ],
    [
      { quobyte: { registry: 'a', volume: '' } },
      [
        'quobyte.registry: Invalid value: "a": must be a host:port pair or multiple pairs separated by commas',
        'quobyte.volume: Required value',
      ],
    ],
    [
      { azureDisk: { diskName: 'd', diskURI: 'x', kind: 'Managed', cachingMode: 'Odd' } },
      [
        'azureDisk.cachingMode: Unsupported value: "Odd": supported values: "None", "ReadOnly", "ReadWrite"',
        'azureDisk.diskURI: Unsupported value: "x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
      ],
    ],
    [
      { storageos: { volumeName: '', volumeNamespace: 'a.b', secretRef: {} } },
      [
        'storageos.volumeName: Required value',
        'storageos.volumeNamespace: Invalid value: "a.b": must not contain dots',
        'storageos.secretRef.name: Required value',
      ],
    ],
    [
      { scaleIO: { gateway: '', system: '', volumeName: '', secretRef: {} } },
      ['scaleIO.gateway: Required value', 'scaleIO.system: Required value', 'scaleIO.volumeName: Required value'],
    ],
    [
      { csi: { driver: 'd'.repeat(64), nodePublishSecretRef: {} } },
      ['csi.driver: Too long: must have at most 63 bytes', 'csi.nodePublishSecretRef.name: Required value'],
    ],
  ])('%j is wrong', (source, expected) => {
    expect(faults(source)).toEqual(expected);
  });
});
