/**
 * What the scheduler knows of volumes and of who makes them; what it has decided itself it knows at once.
 *
 * Upstream: pkg/scheduler/framework/plugins/volumebinding/assume_cache.go
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../apimachinery/api/core-v1';
import type { CSIDriver, CSINode, CSIStorageCapacity, StorageClass } from '../apimachinery/api/storage-v1';
import { classOfVolume } from '../apimachinery/volumes/storage-class-of';
import { AssumeCache } from '../client/assume-cache';
import type { InformerHandlers, Lister } from '../client/informer';
import type { InformerFactory } from '../client/informer-factory';
import type { KubeObject } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { waitsForFirstConsumer } from '../apimachinery/volumes/storage-class-of';
import type { ClusterEvent } from './framework';

const BY_CLASS = 'class';

export interface StorageListers {
  readonly volumes: AssumeCache<PersistentVolume>;
  readonly claims: AssumeCache<PersistentVolumeClaim>;
  readonly classes: Lister<StorageClass>;
  readonly csiNodes: Lister<CSINode>;
  readonly csiDrivers: Lister<CSIDriver>;
  readonly capacities: Lister<CSIStorageCapacity>;
  volumesOfClass(name: string): readonly PersistentVolume[];
}

export function storageListers(informers: InformerFactory): StorageListers {
  const ofVolumes = informers.of<PersistentVolume>('persistentvolumes');
  ofVolumes.addIndex(BY_CLASS, (volume) => [classOfVolume(volume)]);
  const volumes = new AssumeCache(ofVolumes);
  return {
    volumes,
    claims: new AssumeCache(informers.of<PersistentVolumeClaim>('persistentvolumeclaims')),
    classes: informers.of<StorageClass>('storage.k8s.io/storageclasses'),
    csiNodes: informers.of<CSINode>('storage.k8s.io/csinodes'),
    csiDrivers: informers.of<CSIDriver>('storage.k8s.io/csidrivers'),
    capacities: informers.of<CSIStorageCapacity>('storage.k8s.io/csistoragecapacities'),
    volumesOfClass: (name) => volumes.byIndex(BY_CLASS, name),
  };
}

/** Tells of changes that may let a waiting pod in. */
export function followStorage(informers: InformerFactory, happened: (event: ClusterEvent) => void): void {
  const follow = <T extends KubeObject<object>>(table: string, added: ClusterEvent, updated: ClusterEvent): void => {
    const handlers: InformerHandlers<T & KubeObject> = {
      added: () => happened(added),
      updated: () => happened(updated),
    };
    informers.of<T & KubeObject>(table).addHandlers(handlers);
  };
  follow<PersistentVolume>('persistentvolumes', 'VolumeAdded', 'VolumeUpdated');
  follow<PersistentVolumeClaim>('persistentvolumeclaims', 'ClaimAdded', 'ClaimUpdated');
  follow<CSINode>('storage.k8s.io/csinodes', 'CsiNodeAdded', 'CsiNodeUpdated');
  follow<CSIDriver>('storage.k8s.io/csidrivers', 'CsiDriverChanged', 'CsiDriverChanged');
  follow<CSIStorageCapacity>('storage.k8s.io/csistoragecapacities', 'StorageCapacityChanged', 'StorageCapacityChanged');
  informers.of<StorageClass>('storage.k8s.io/storageclasses').addHandlers({
    // Claims of other classes are bound without the scheduler, whose pods are woken by that.
    added: (storageClass) => {
      if (waitsForFirstConsumer(storageClass)) happened('StorageClassAdded');
    },
    updated: (before, after) => {
      if (!sameJson(before, after)) happened('StorageClassUpdated');
    },
  });
}
