/**
 * What PersistentVolumes are made of: sources that pods have too, some of them with more members, and some of their own.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
import type * as core from '../../../apimachinery/api/core-v1';

/** What a volume is made of: exactly one of the members. */
export type PersistentVolumeSource = Pick<core.PersistentVolumeSpec, (typeof SOURCE_MEMBERS)[number]>;

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
] as const satisfies readonly (keyof core.PersistentVolumeSpec)[];
