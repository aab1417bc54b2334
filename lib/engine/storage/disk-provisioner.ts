/**
 * Makes disks for claims of its classes, and deletes those whose claims are gone.
 *
 * Watches: PersistentVolumeClaims, PersistentVolumes, StorageClasses, Nodes, VolumeAttachments. Writes: PersistentVolumes,
 * PersistentVolumeClaims' annotations, Events.
 * Upstream: github.com/kubernetes-csi/external-provisioner (pkg/controller/controller.go)
 */
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../apimachinery/api/core-v1';
import type { StorageClass, VolumeAttachment } from '../apimachinery/api/storage-v1';
import { quote } from '../apimachinery/go-text';
import { keyOf } from '../apimachinery/object-meta';
import { isStatusError } from '../apimachinery/status-error';
import {
  annotationOf,
  BETA_STORAGE_PROVISIONER,
  isAnnotated,
  PROVISIONED_BY,
  SELECTED_NODE,
  STORAGE_PROVISIONER,
} from '../apimachinery/volumes/annotations';
import { capacityOf, requestOf, withoutAnnotation } from '../apimachinery/volumes/matching-volume';
import { classOfClaim, waitsForFirstConsumer } from '../apimachinery/volumes/storage-class-of';
import { ReconcilingController, RetryError, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import type { WorkQueueOptions } from '../client/work-queue';
import { diskOf, segmentsOf, type Segments } from './disk';
import { DISK_DRIVER, diskParameters, type DiskParameters } from './disk-parameters';

/** Between attempts that fail. */
const BACKOFF = { baseDelayMs: 1_000, maxDelayMs: 300_000 };
const CLAIM = 'claim ';
const VOLUME = 'volume ';

export class DiskProvisioner extends ReconcilingController {
  readonly name = 'disk-provisioner';
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #classes: Informer<StorageClass>;
  readonly #nodes: Informer<Node>;
  readonly #attachments: Informer<VolumeAttachment>;
  /** When what is under way will be done. */
  readonly #doneAtMs = new Map<string, number>();

  constructor(context: ControllerContext) {
    super(context);
    const { informers } = context;
    this.#claims = informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
    this.#volumes = informers.of<PersistentVolume>('persistentvolumes');
    this.#classes = informers.of<StorageClass>('storage.k8s.io/storageclasses');
    this.#nodes = informers.of<Node>('nodes');
    this.#attachments = informers.of<VolumeAttachment>('storage.k8s.io/volumeattachments');
  }

  protected override get queueOptions(): WorkQueueOptions {
    return BACKOFF;
  }

  start(): void {
    const claim = (one: PersistentVolumeClaim): void => {
      if (isForDriver(one)) this.queue.add(CLAIM + keyOf(one));
    };
    const volume = (one: PersistentVolume): void => {
      if (isDeletable(one)) this.queue.add(VOLUME + keyOf(one));
    };
    this.#claims.addHandlers({ added: claim, updated: (_before, after) => claim(after) });
    this.#volumes.addHandlers({ added: volume, updated: (_before, after) => volume(after) });
  }

  reconcile(key: string): ReconcileResult | void {
    if (key.startsWith(VOLUME)) return this.#delete(key.slice(VOLUME.length), key);
    const claim = this.#claims.get(key.slice(CLAIM.length));
    if (!claim || !isForDriver(claim)) return void this.#doneAtMs.delete(key);
    const storageClass = this.#classes.get(classOfClaim(claim));
    if (!storageClass) throw new RetryError(`The class of claim ${keyOf(claim)} is not known (yet).`);
    if (waitsForFirstConsumer(storageClass) && !isAnnotated(claim, SELECTED_NODE)) return undefined;
    return this.#provision(key, claim, storageClass);
  }

  #provision(key: string, claim: PersistentVolumeClaim, storageClass: StorageClass): ReconcileResult | void {
    const parameters = diskParameters(storageClass);
    const { events } = this.context;
    if (!this.#doneAtMs.has(key)) {
      const message = `External provisioner is provisioning volume for claim ${quote(keyOf(claim))}`;
      events.event(claim, 'Normal', 'Provisioning', message);
    }
    const leftMs = this.#left(key, parameters.provisionDelayMs);
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    this.#doneAtMs.delete(key);
    const segments = this.#place(claim, storageClass, parameters);
    if (typeof segments === 'string') return this.#fail(claim, storageClass, segments);
    const disk = diskOf(claim, storageClass, segments);
    try {
      this.context.client.resource<PersistentVolume>('persistentvolumes').create(disk);
    } catch (error) {
      if (!isStatusError(error, 'AlreadyExists')) throw error;
    }
    events.event(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${disk.metadata.name}`);
  }

  /** How much of the delay is left; starts it where it has not begun. */
  #left(key: string, delayMs: number): number {
    const now = this.context.clock.now();
    const doneAtMs = this.#doneAtMs.get(key) ?? now + delayMs;
    this.#doneAtMs.set(key, doneAtMs);
    return doneAtMs - now;
  }

  /** Where the disk will be, or why it cannot be made. */
  #place(claim: PersistentVolumeClaim, storageClass: StorageClass, parameters: DiskParameters): Segments | string {
    const { topology, capacity, provisionError } = parameters;
    if (provisionError !== undefined) return `rpc error: code = Internal desc = ${provisionError}`;
    const selected = annotationOf(claim, SELECTED_NODE);
    const nodes = selected ? [this.#nodes.get(selected)].filter((node) => node !== undefined) : this.#nodes.list();
    const places = segmentsOf(nodes, topology, storageClass);
    if (places.length === 0) return 'error generating accessibility requirements: no available topology found';
    const wanted = requestOf(claim);
    const free = places.filter(
      (place) => !capacity || this.#used(storageClass, place).value() + wanted.value() <= capacity.value(),
    );
    if (free.length === 0) return 'rpc error: code = ResourceExhausted desc = no capacity left';
    return selected ? free[0]! : this.context.random.pick(free);
  }

  #used(storageClass: StorageClass, place: Segments): ReturnType<typeof capacityOf> {
    const there = this.context.client
      .resource<PersistentVolume>('persistentvolumes')
      .list()
      .filter(({ spec }) => spec?.csi?.driver === DISK_DRIVER && spec.storageClassName === storageClass.metadata.name)
      .filter(({ spec }) =>
        Object.entries(place).every(([key, value]) => spec?.csi?.volumeAttributes?.[key] === value),
      );
    return there.map(capacityOf).reduce((sum, one) => sum.add(one), requestOf({ spec: {} } as PersistentVolumeClaim));
  }

  /** A claim that waited for its node lets the scheduler look for another one. */
  #fail(claim: PersistentVolumeClaim, { metadata }: StorageClass, error: string): never {
    const message = `failed to provision volume with StorageClass ${quote(metadata.name)}: ${error}`;
    this.context.events.event(claim, 'Warning', 'ProvisioningFailed', message);
    if (isAnnotated(claim, SELECTED_NODE)) {
      const claims = this.context.client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
      claims.update(withoutAnnotation(claim, SELECTED_NODE));
    }
    throw new RetryError(message);
  }

  #delete(name: string, key: string): ReconcileResult | void {
    const volume = this.#volumes.get(name);
    if (!volume || !isDeletable(volume)) return void this.#doneAtMs.delete(key);
    const { provisionDelayMs } = diskParameters(this.#classes.get(volume.spec?.storageClassName ?? '') ?? {});
    const leftMs = this.#left(key, provisionDelayMs);
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    const attached = this.#attachments.list().find(({ spec }) => spec.source.persistentVolumeName === name);
    if (attached) {
      const message = `persistentvolume ${name} is still attached to node ${attached.spec.nodeName}`;
      this.context.events.event(volume, 'Warning', 'VolumeFailedDelete', message);
      throw new RetryError(message);
    }
    this.#doneAtMs.delete(key);
    this.context.client.resource('persistentvolumes').delete(name);
  }
}

function isForDriver(claim: PersistentVolumeClaim): boolean {
  const provisioner = annotationOf(claim, STORAGE_PROVISIONER) ?? annotationOf(claim, BETA_STORAGE_PROVISIONER);
  return provisioner === DISK_DRIVER && !claim.spec?.volumeName && claim.metadata.deletionTimestamp === undefined;
}

function isDeletable(volume: PersistentVolume): boolean {
  const ours = annotationOf(volume, PROVISIONED_BY) === DISK_DRIVER && volume.metadata.deletionTimestamp === undefined;
  return ours && volume.status?.phase === 'Released' && volume.spec?.persistentVolumeReclaimPolicy === 'Delete';
}
