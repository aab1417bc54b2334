/** Strategies of volumes, claims and storage.k8s.io, by table. */
import type { ResourceStrategy } from '../strategy';
import { csiDrivers } from './csi-drivers';
import { csiNodes } from './csi-nodes';
import { csiStorageCapacities } from './csi-storage-capacities';
import { persistentVolumeClaims } from './persistent-volume-claims';
import { persistentVolumes } from './persistent-volumes';
import { storageClasses } from './storage-classes';
import { volumeAttachments } from './volume-attachments';

export const storageFamily: Readonly<Record<string, ResourceStrategy>> = {
  persistentvolumeclaims: persistentVolumeClaims,
  persistentvolumes: persistentVolumes,
  'storage.k8s.io/csidrivers': csiDrivers,
  'storage.k8s.io/csinodes': csiNodes,
  'storage.k8s.io/csistoragecapacities': csiStorageCapacities,
  'storage.k8s.io/storageclasses': storageClasses,
  'storage.k8s.io/volumeattachments': volumeAttachments,
};
