/**
 * PersistentVolumes as the API writes them: sources that pods have too, some of them with more members, and some of their own.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
import type { KubeObject } from '../../../apimachinery/object-meta';
import type { ISCSIVolumeSource, NodeSelector, StorageOSVolumeSource } from '../../../apimachinery/api/core-v1';
import type { ResourceList, VolumeSource } from '../pod/pod-types';

export type SecretReference = { readonly name?: string; readonly namespace?: string };

type SharedSources = Pick<
  VolumeSource,
  | 'gcePersistentDisk'
  | 'awsElasticBlockStore'
  | 'hostPath'
  | 'nfs'
  | 'rbd'
  | 'fc'
  | 'flocker'
  | 'flexVolume'
  | 'cephfs'
  | 'vsphereVolume'
  | 'quobyte'
  | 'azureDisk'
  | 'photonPersistentDisk'
  | 'portworxVolume'
  | 'scaleIO'
>;

export type CsiPersistentVolumeSource = {
  readonly driver?: string;
  readonly volumeHandle?: string;
  readonly controllerPublishSecretRef?: SecretReference;
  readonly controllerExpandSecretRef?: SecretReference;
  readonly nodePublishSecretRef?: SecretReference;
  readonly nodeExpandSecretRef?: SecretReference;
};

/** What a volume is made of: exactly one of these. */
export type PersistentVolumeSource = SharedSources & {
  readonly glusterfs?: { readonly endpoints?: string; readonly path?: string; readonly endpointsNamespace?: string };
  readonly iscsi?: ISCSIVolumeSource;
  readonly cinder?: { readonly volumeID?: string; readonly secretRef?: SecretReference };
  readonly azureFile?: { readonly secretName?: string; readonly shareName?: string; readonly secretNamespace?: string };
  readonly local?: { readonly path?: string };
  readonly storageos?: Omit<StorageOSVolumeSource, 'secretRef'> & { readonly secretRef?: SecretReference };
  readonly csi?: CsiPersistentVolumeSource;
};

export type PersistentVolumeSpec = PersistentVolumeSource & {
  readonly capacity?: ResourceList;
  readonly accessModes?: readonly string[];
  readonly claimRef?: SecretReference;
  readonly persistentVolumeReclaimPolicy?: string;
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly nodeAffinity?: { readonly required?: NodeSelector };
};

export type PersistentVolume = KubeObject<{
  readonly spec?: PersistentVolumeSpec;
  readonly status?: { readonly phase?: string };
}>;

/** Members of the spec that are sources, in upstream's order of looking at them. */
export const SOURCE_MEMBERS = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
] as const satisfies readonly (keyof PersistentVolumeSource)[];
