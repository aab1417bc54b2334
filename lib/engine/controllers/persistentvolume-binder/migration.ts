/**
 * Notes on claims and volumes which CSI driver has taken over from the plugin that they name.
 *
 * Upstream: pkg/controller/volume/persistentvolume/pv_controller_base.go (updateMigrationAnnotations)
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../../apimachinery/api/core-v1';
import {
  annotationOf,
  BETA_STORAGE_PROVISIONER,
  MIGRATED_TO,
  PROVISIONED_BY,
  STORAGE_PROVISIONER,
} from '../../apimachinery/volumes/annotations';
import { pluginNamed } from '../../apimachinery/volumes/in-tree-plugins';
import { withAnnotation, withoutAnnotation } from '../../apimachinery/volumes/matching-volume';

/** The same object where there is nothing to note. */
export function migratedClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  return migrated(claim, annotationOf(claim, STORAGE_PROVISIONER) ?? annotationOf(claim, BETA_STORAGE_PROVISIONER));
}

/** The same object where there is nothing to note. */
export function migratedVolume(volume: PersistentVolume): PersistentVolume {
  return migrated(volume, annotationOf(volume, PROVISIONED_BY));
}

function migrated<T extends PersistentVolume | PersistentVolumeClaim>(object: T, provisioner: string | undefined): T {
  if (provisioner === undefined) return object;
  const driver = pluginNamed(provisioner)?.driver;
  const noted = annotationOf(object, MIGRATED_TO);
  if (driver === undefined) return noted ? withoutAnnotation(object, MIGRATED_TO) : object;
  return noted === driver ? object : withAnnotation(object, MIGRATED_TO, driver);
}
