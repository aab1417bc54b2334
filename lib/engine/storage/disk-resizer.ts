/**
 * Enlarges disks whose claims ask for more.
 *
 * Watches: PersistentVolumeClaims, PersistentVolumes, StorageClasses. Writes: PersistentVolumes, PersistentVolumeClaims' status, Events.
 * Upstream: github.com/kubernetes-csi/external-resizer (pkg/controller/controller.go)
 * Differs: file systems grow with their disks, so no node has anything to do.
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../apimachinery/api/core-v1';
import type { StorageClass } from '../apimachinery/api/storage-v1';
import { keyOf } from '../apimachinery/object-meta';
import { Quantity } from '../apimachinery/quantity';
import { capacityOf, requestOf } from '../apimachinery/volumes/matching-volume';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { DISK_DRIVER, diskParameters } from './disk-parameters';

export class DiskResizer extends ReconcilingController {
  readonly name = 'disk-resizer';
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #classes: Informer<StorageClass>;
  /** When what is under way will be done. */
  readonly #doneAtMs = new Map<string, number>();

  constructor(context: ControllerContext) {
    super(context);
    this.#claims = context.informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
    this.#volumes = context.informers.of<PersistentVolume>('persistentvolumes');
    this.#classes = context.informers.of<StorageClass>('storage.k8s.io/storageclasses');
  }

  start(): void {
    const enqueue = (claim: PersistentVolumeClaim): void => {
      if (wantsMore(claim)) this.queue.add(keyOf(claim));
    };
    this.#claims.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
  }

  reconcile(key: string): ReconcileResult | void {
    const claim = this.#claims.get(key);
    const volume = this.#volumes.get(claim?.spec?.volumeName ?? '');
    if (!claim || !volume || !wantsMore(claim) || volume.spec?.csi?.driver !== DISK_DRIVER) return undefined;
    const now = this.context.clock.now();
    const doneAtMs = this.#doneAtMs.get(key);
    if (doneAtMs === undefined) {
      const message = `External resizer is resizing volume ${volume.metadata.name}`;
      this.context.events.event(claim, 'Normal', 'Resizing', message);
    }
    const endMs = doneAtMs ?? now + this.#delayMs(volume);
    this.#doneAtMs.set(key, endMs);
    if (endMs > now) return { requeueAfterMs: endMs - now };
    this.#doneAtMs.delete(key);
    this.#enlarge(claim, volume);
  }

  #delayMs({ spec }: PersistentVolume): number {
    return diskParameters(this.#classes.get(spec?.storageClassName ?? '') ?? {}).provisionDelayMs;
  }

  #enlarge(claim: PersistentVolumeClaim, volume: PersistentVolume): void {
    const { client, events } = this.context;
    const storage = claim.spec?.resources?.requests?.['storage'] ?? '0';
    if (capacityOf(volume).compare(requestOf(claim)) < 0) {
      const spec = { ...volume.spec, capacity: { ...volume.spec?.capacity, storage } };
      client.resource<PersistentVolume>('persistentvolumes').update({ ...volume, spec });
    }
    const status = { ...claim.status, capacity: { ...claim.status?.capacity, storage }, conditions: [] };
    client.resource<PersistentVolumeClaim>('persistentvolumeclaims').updateStatus({ ...claim, status });
    events.event(claim, 'Normal', 'VolumeResizeSuccessful', 'Resize volume succeeded');
  }
}

function wantsMore(claim: PersistentVolumeClaim): boolean {
  const held = Quantity.parse(claim.status?.capacity?.['storage'] ?? '0');
  return claim.status?.phase === 'Bound' && requestOf(claim).compare(held) > 0;
}
