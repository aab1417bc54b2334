/**
 * Tells whoever asked for a larger volume that its driver will see to it.
 *
 * Watches: PersistentVolumeClaims. Writes: PersistentVolumeClaims' annotations, Events.
 * Upstream: pkg/controller/volume/expand/expand_controller.go
 * Differs: no volume is enlarged here: the plugins that were (portworx, rbd, flexVolume) are not there.
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../apimachinery/api/core-v1';
import { keyOf, splitKey } from '../apimachinery/object-meta';
import { Quantity } from '../apimachinery/quantity';
import { annotationOf, isAnnotated, PRE_RESIZE_CAPACITY, STORAGE_RESIZER } from '../apimachinery/volumes/annotations';
import { pluginOf } from '../apimachinery/volumes/in-tree-plugins';
import { requestOf, withAnnotation } from '../apimachinery/volumes/matching-volume';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';

export class PersistentVolumeExpanderController extends ReconcilingController {
  readonly name = 'persistentvolume-expander-controller';
  readonly #claims: Informer<PersistentVolumeClaim>;

  constructor(context: ControllerContext) {
    super(context);
    this.#claims = context.informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
  }

  start(): void {
    const enqueue = (claim: PersistentVolumeClaim): void => {
      if (claim.status?.phase === 'Bound') this.queue.add(keyOf(claim));
    };
    this.#claims.addHandlers({
      added: enqueue,
      updated: (before, after) => {
        const grew = requestOf(after).compare(requestOf(before)) > 0 || heldBy(after).compare(heldBy(before)) > 0;
        if (grew) enqueue(after);
      },
    });
  }

  reconcile(key: string): void {
    const claim = this.#claims.get(key);
    if (!claim) return;
    const volumes = this.context.client.resource<PersistentVolume>('persistentvolumes');
    const volume = volumes.get(claim.spec?.volumeName ?? '');
    if (volume.spec?.claimRef?.uid !== claim.metadata.uid) {
      throw new RetryError(`persistent Volume is not bound to PVC being updated : ${key}`);
    }
    if (requestOf(claim).compare(heldBy(claim)) <= 0 && !isAnnotated(volume, PRE_RESIZE_CAPACITY)) return;
    const plugin = pluginOf(volume.spec);
    const { events } = this.context;
    if (!plugin) {
      return events.event(
        claim,
        'Normal',
        'ExternalExpanding',
        'waiting for an external controller to expand this PVC',
      );
    }
    const message = `CSI migration enabled for ${plugin.name}; waiting for external resizer to expand the pvc`;
    events.event(claim, 'Normal', 'ExternalExpanding', message);
    if (annotationOf(claim, STORAGE_RESIZER) === plugin.driver) return;
    const { namespace, name } = splitKey(key);
    const claims = this.context.client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
    claims.update(withAnnotation(claims.get(name, namespace), STORAGE_RESIZER, plugin.driver));
  }
}

function heldBy({ status }: PersistentVolumeClaim): Quantity {
  return Quantity.parse(status?.capacity?.['storage'] ?? '0');
}
