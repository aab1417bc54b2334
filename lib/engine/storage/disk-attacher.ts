/**
 * Attaches disks to nodes and detaches them, as VolumeAttachments ask for.
 *
 * Watches: VolumeAttachments, PersistentVolumes, StorageClasses. Writes: VolumeAttachments.
 * Upstream: github.com/kubernetes-csi/external-attacher (pkg/controller/csi_handler.go)
 */
import type { PersistentVolume } from '../apimachinery/api/core-v1';
import type { StorageClass, VolumeAttachment } from '../apimachinery/api/storage-v1';
import { parseTime, formatTime } from '../apimachinery/time';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { DISK_DRIVER, diskParameters, type DiskParameters } from './disk-parameters';

/** Keeps an attachment until the disk is detached. */
const FINALIZER = 'external-attacher/disk-csi-boutique-test';

export class DiskAttacher extends ReconcilingController {
  readonly name = 'disk-attacher';
  readonly #attachments: Informer<VolumeAttachment>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #classes: Informer<StorageClass>;

  constructor(context: ControllerContext) {
    super(context);
    const { informers } = context;
    this.#attachments = informers.of<VolumeAttachment>('storage.k8s.io/volumeattachments');
    this.#volumes = informers.of<PersistentVolume>('persistentvolumes');
    this.#classes = informers.of<StorageClass>('storage.k8s.io/storageclasses');
  }

  start(): void {
    const enqueue = ({ metadata, spec }: VolumeAttachment): void => {
      if (spec.attacher === DISK_DRIVER) this.queue.add(metadata.name);
    };
    this.#attachments.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
  }

  reconcile(name: string): ReconcileResult | void {
    const attachment = this.#attachments.get(name);
    if (!attachment) return undefined;
    const attachments = this.context.client.resource<VolumeAttachment>('volumeattachments', 'storage.k8s.io');
    const { metadata, status } = attachment;
    const finalizers = metadata.finalizers ?? [];
    const going = metadata.deletionTimestamp;
    if (going !== undefined) {
      const leftMs = this.#leftMs(attachment, parseTime(going));
      if (leftMs > 0) return { requeueAfterMs: leftMs };
      const others = finalizers.filter((finalizer) => finalizer !== FINALIZER);
      if (others.length < finalizers.length) {
        attachments.update({ ...attachment, metadata: { ...metadata, finalizers: others } });
      }
      return undefined;
    }
    if (!finalizers.includes(FINALIZER)) {
      attachments.update({ ...attachment, metadata: { ...metadata, finalizers: [...finalizers, FINALIZER] } });
      return undefined;
    }
    if (status?.attached) return undefined;
    const leftMs = this.#leftMs(attachment, parseTime(metadata.creationTimestamp));
    if (leftMs > 0) return { requeueAfterMs: leftMs };
    this.#attach(attachment);
  }

  #attach(attachment: VolumeAttachment): void {
    const { attachError: error } = this.#parametersOf(attachment);
    const message = `rpc error: code = Internal desc = ${error}`;
    const { status } = attachment;
    if (error !== undefined && status?.attachError?.message === message) return;
    const time = formatTime(this.context.clock.now());
    this.context.client.resource<VolumeAttachment>('volumeattachments', 'storage.k8s.io').updateStatus({
      ...attachment,
      status: error === undefined ? { attached: true } : { attached: false, attachError: { message, time } },
    });
  }

  #leftMs(attachment: VolumeAttachment, sinceMs: number): number {
    return sinceMs + this.#parametersOf(attachment).attachDelayMs - this.context.clock.now();
  }

  #parametersOf({ spec }: VolumeAttachment): DiskParameters {
    const volume = this.#volumes.get(spec.source.persistentVolumeName ?? '');
    return diskParameters(this.#classes.get(volume?.spec?.storageClassName ?? '') ?? {});
  }
}
