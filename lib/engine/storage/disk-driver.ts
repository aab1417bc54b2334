/**
 * A CSI driver that stands in for a cloud's disks: a StorageClass that names `disk.csi.boutique.test` as its provisioner gets volumes that
 * are made, attached, enlarged and deleted like real ones, but hold nothing. Nothing happens until there is such a class.
 *
 * Upstream: the sidecars of a CSI driver (external-provisioner, external-attacher, external-resizer, node-driver-registrar)
 */
import type { StorageClass } from '../apimachinery/api/storage-v1';
import type { Draft } from '../client/client';
import type { Controller, ControllerContext } from '../client/controller';
import { DiskAttacher } from './disk-attacher';
import { DISK_DRIVER } from './disk-parameters';
import { DiskProvisioner } from './disk-provisioner';
import { DiskRegistration } from './disk-registration';
import { DiskResizer } from './disk-resizer';

export class DiskDriver implements Controller {
  readonly name = DISK_DRIVER;
  readonly #parts: readonly Controller[];

  constructor(context: ControllerContext) {
    this.#parts = [
      new DiskRegistration(context),
      new DiskProvisioner(context),
      new DiskAttacher(context),
      new DiskResizer(context),
    ];
  }

  start(): void {
    for (const part of this.#parts) part.start();
  }

  stop(): void {
    for (const part of this.#parts) part.stop();
  }
}

/** A class like the one that clouds install: the default, made where the pod runs, deleted with the claim. */
export function standardStorageClass(name: string): Draft<StorageClass> {
  return {
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: DISK_DRIVER,
    reclaimPolicy: 'Delete',
    allowVolumeExpansion: true,
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}
