/**
 * Which StorageClass claims and volumes name, and whether it waits for a pod.
 *
 * Upstream: staging/src/k8s.io/component-helpers/storage/volume/{helpers,pv_helpers}.go
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../api/core-v1';
import type { StorageClass } from '../api/storage-v1';
import { annotationOf, BETA_STORAGE_CLASS, isAnnotated } from './annotations';

/** '' where the claim names none. */
export function classOfClaim(claim: PersistentVolumeClaim): string {
  return annotationOf(claim, BETA_STORAGE_CLASS) ?? claim.spec?.storageClassName ?? '';
}

/** Whether the claim says anything about its class, if only that it wants none. */
export function claimHasClass(claim: PersistentVolumeClaim): boolean {
  return isAnnotated(claim, BETA_STORAGE_CLASS) || claim.spec?.storageClassName !== undefined;
}

export function classOfVolume(volume: PersistentVolume): string {
  return annotationOf(volume, BETA_STORAGE_CLASS) ?? volume.spec?.storageClassName ?? '';
}

export function waitsForFirstConsumer(storageClass: StorageClass | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}
