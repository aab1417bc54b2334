/**
 * Volumes of a pod as the API writes them.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
import type { LabelSelector } from '../../../apimachinery/labels';
import type { DraftMeta } from '../../../apimachinery/object-meta';
import type { ObjectFieldSelector, ResourceFieldSelector, ResourceRequirements } from './container-types';

export type LocalObjectReference = { readonly name?: string };

export type KeyToPath = { readonly key: string; readonly path: string; readonly mode?: number };

export type SecretVolumeSource = {
  readonly secretName?: string;
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
  readonly optional?: boolean;
};

export type ConfigMapVolumeSource = {
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly defaultMode?: number;
  readonly optional?: boolean;
};

export type DownwardApiVolumeFile = {
  readonly path: string;
  readonly fieldRef?: ObjectFieldSelector;
  readonly resourceFieldRef?: ResourceFieldSelector;
  readonly mode?: number;
};

export type DownwardApiVolumeSource = {
  readonly items?: readonly DownwardApiVolumeFile[];
  readonly defaultMode?: number;
};

export type ServiceAccountTokenProjection = {
  readonly audience?: string;
  readonly expirationSeconds?: number;
  readonly path: string;
};

/** A Secret or ConfigMap as part of a projected volume. */
export type KeyProjection = {
  readonly name?: string;
  readonly items?: readonly KeyToPath[];
  readonly optional?: boolean;
};

export type VolumeProjection = {
  readonly secret?: KeyProjection;
  readonly downwardAPI?: { readonly items?: readonly DownwardApiVolumeFile[] };
  readonly configMap?: KeyProjection;
  readonly serviceAccountToken?: ServiceAccountTokenProjection;
};

export type ProjectedVolumeSource = {
  readonly sources?: readonly VolumeProjection[] | null;
  readonly defaultMode?: number;
};

export type IscsiVolumeSource = {
  readonly targetPortal: string;
  readonly iqn: string;
  readonly lun: number;
  readonly iscsiInterface?: string;
  readonly chapAuthDiscovery?: boolean;
  readonly chapAuthSession?: boolean;
  readonly secretRef?: LocalObjectReference;
  readonly initiatorName?: string;
};

export type FcVolumeSource = {
  readonly targetWWNs?: readonly string[];
  readonly lun?: number;
  readonly wwids?: readonly string[];
};

export type RbdVolumeSource = {
  readonly monitors?: readonly string[] | null;
  readonly image: string;
  readonly pool?: string;
  readonly user?: string;
  readonly keyring?: string;
};

export type AzureDiskVolumeSource = {
  readonly diskName: string;
  readonly diskURI: string;
  readonly cachingMode?: string;
  readonly fsType?: string;
  readonly readOnly?: boolean;
  readonly kind?: string;
};

export type ScaleIoVolumeSource = {
  readonly gateway: string;
  readonly system: string;
  readonly volumeName?: string;
  readonly storageMode?: string;
  readonly fsType?: string;
};

export type StorageOsVolumeSource = {
  readonly volumeName?: string;
  readonly volumeNamespace?: string;
  readonly secretRef?: LocalObjectReference;
};

export type TypedObjectReference = {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
};

/** The spec of a PersistentVolumeClaim, as an ephemeral volume asks for it. */
export type ClaimTemplateSpec = {
  readonly accessModes?: readonly string[];
  readonly selector?: LabelSelector;
  readonly resources?: ResourceRequirements;
  readonly volumeName?: string;
  readonly storageClassName?: string;
  readonly volumeMode?: string;
  readonly dataSource?: TypedObjectReference;
  readonly dataSourceRef?: TypedObjectReference;
};

export type ClaimTemplate = { readonly metadata?: DraftMeta; readonly spec: ClaimTemplateSpec };

/** What a volume is made of: exactly one of these. */
export type VolumeSource = {
  readonly hostPath?: { readonly path: string; readonly type?: string };
  readonly emptyDir?: { readonly medium?: string; readonly sizeLimit?: string };
  readonly gcePersistentDisk?: { readonly pdName: string; readonly partition?: number; readonly readOnly?: boolean };
  readonly awsElasticBlockStore?: { readonly volumeID: string; readonly partition?: number };
  readonly gitRepo?: { readonly repository: string; readonly directory?: string };
  readonly secret?: SecretVolumeSource;
  readonly nfs?: { readonly server: string; readonly path: string };
  readonly iscsi?: IscsiVolumeSource;
  readonly glusterfs?: { readonly endpoints: string; readonly path: string };
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean };
  readonly rbd?: RbdVolumeSource;
  readonly flexVolume?: { readonly driver: string; readonly options?: Readonly<Record<string, string>> };
  readonly cinder?: { readonly volumeID: string; readonly secretRef?: LocalObjectReference };
  readonly cephfs?: { readonly monitors?: readonly string[] | null };
  readonly flocker?: { readonly datasetName?: string; readonly datasetUUID?: string };
  readonly downwardAPI?: DownwardApiVolumeSource;
  readonly fc?: FcVolumeSource;
  readonly azureFile?: { readonly secretName: string; readonly shareName: string };
  readonly configMap?: ConfigMapVolumeSource;
  readonly vsphereVolume?: { readonly volumePath: string };
  readonly quobyte?: { readonly registry: string; readonly volume: string; readonly tenant?: string };
  readonly azureDisk?: AzureDiskVolumeSource;
  readonly photonPersistentDisk?: { readonly pdID: string };
  readonly projected?: ProjectedVolumeSource;
  readonly portworxVolume?: { readonly volumeID: string };
  readonly scaleIO?: ScaleIoVolumeSource;
  readonly storageos?: StorageOsVolumeSource;
  readonly csi?: { readonly driver: string; readonly nodePublishSecretRef?: LocalObjectReference };
  readonly ephemeral?: { readonly volumeClaimTemplate?: ClaimTemplate };
};

export type Volume = VolumeSource & { readonly name: string };
