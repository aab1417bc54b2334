/**
 * Makes the claims of ephemeral volumes; they belong to their pod and go with it.
 *
 * Watches: Pods, PersistentVolumeClaims. Writes: PersistentVolumeClaims, Events.
 * Upstream: pkg/controller/volume/ephemeral/controller.go
 */
import type { PersistentVolumeClaim, Pod, Volume } from '../apimachinery/api/core-v1';
import { controllerReference, keyOf } from '../apimachinery/object-meta';
import { isStatusError } from '../apimachinery/status-error';
import { claimKeysOf, claimOfVolume, foreignClaim } from '../apimachinery/volumes/pod-claims';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';

const BY_CLAIM = 'claim';

export class EphemeralVolumeController extends ReconcilingController {
  readonly name = 'ephemeral-volume-controller';
  readonly #pods: Informer<Pod>;
  readonly #claims: Informer<PersistentVolumeClaim>;

  constructor(context: ControllerContext) {
    super(context);
    this.#pods = context.informers.of<Pod>('pods');
    this.#pods.addIndex(BY_CLAIM, claimKeysOf);
    this.#claims = context.informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
  }

  start(): void {
    const enqueue = (pod: Pod): void => {
      if (pod.metadata.deletionTimestamp === undefined && pod.spec?.volumes?.some(({ ephemeral }) => ephemeral)) {
        this.queue.add(keyOf(pod));
      }
    };
    this.#pods.addHandlers({ added: enqueue });
    this.#claims.addHandlers({ deleted: (claim) => this.#pods.byIndex(BY_CLAIM, keyOf(claim)).forEach(enqueue) });
  }

  reconcile(key: string): void {
    const pod = this.#pods.get(key);
    if (!pod || pod.metadata.deletionTimestamp !== undefined) return;
    for (const volume of pod.spec?.volumes ?? []) {
      const obstacle = volume.ephemeral ? this.#provide(pod, volume) : undefined;
      if (obstacle === undefined) continue;
      const message = `ephemeral volume ${volume.name}: ${obstacle}`;
      this.context.events.event(pod, 'Warning', 'FailedBinding', message);
      throw new RetryError(`pod ${key}, ${message}`);
    }
  }

  /** Why the pod has no claim for the volume; undefined when it has. */
  #provide(pod: Pod, volume: Volume): string | undefined {
    const { namespace } = pod.metadata;
    const { name } = claimOfVolume(pod, volume)!;
    const claim = this.#claims.get(`${namespace}/${name}`);
    if (claim) return foreignClaim(pod, claim);
    const { metadata, spec } = volume.ephemeral!.volumeClaimTemplate!;
    const { annotations, labels } = metadata ?? {};
    try {
      this.context.client.resource<PersistentVolumeClaim>('persistentvolumeclaims').create({
        metadata: { name, namespace, annotations, labels, ownerReferences: [controllerReference(pod)] },
        spec,
      });
      return undefined;
    } catch (error) {
      if (!isStatusError(error)) throw error;
      return `create PVC ${name}: ${error.message}`;
    }
  }
}
