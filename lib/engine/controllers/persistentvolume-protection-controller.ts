/**
 * Keeps a volume from going while it is bound.
 *
 * Watches: PersistentVolumes. Writes: PersistentVolumes' finalizers.
 * Upstream: pkg/controller/volume/pvprotection/pv_protection_controller.go
 */
import type { PersistentVolume } from '../apimachinery/api/core-v1';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import { isDeletionCandidate, needsFinalizer, withFinalizer, withoutFinalizer } from './volumes/protection-finalizer';

const FINALIZER = 'kubernetes.io/pv-protection';

export class PersistentVolumeProtectionController extends ReconcilingController {
  readonly name = 'persistentvolume-protection-controller';
  readonly #volumes: Informer<PersistentVolume>;

  constructor(context: ControllerContext) {
    super(context);
    this.#volumes = context.informers.of<PersistentVolume>('persistentvolumes');
  }

  start(): void {
    const enqueue = (volume: PersistentVolume): void => {
      if (needsFinalizer(volume, FINALIZER) || isDeletionCandidate(volume, FINALIZER)) {
        this.queue.add(volume.metadata.name);
      }
    };
    this.#volumes.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
  }

  reconcile(name: string): void {
    const volume = this.#volumes.get(name);
    if (!volume) return;
    const volumes = this.context.client.resource<PersistentVolume>('persistentvolumes');
    if (isDeletionCandidate(volume, FINALIZER)) {
      if (volume.status?.phase !== 'Bound') volumes.update(withoutFinalizer(volume, FINALIZER));
    } else if (needsFinalizer(volume, FINALIZER)) volumes.update(withFinalizer(volume, FINALIZER));
  }
}
