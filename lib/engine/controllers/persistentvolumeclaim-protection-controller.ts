/**
 * Keeps a claim from going while a pod on a node uses it.
 *
 * Watches: PersistentVolumeClaims, Pods. Writes: PersistentVolumeClaims' finalizers.
 * Upstream: pkg/controller/volume/pvcprotection/pvc_protection_controller.go
 */
import type { PersistentVolumeClaim, Pod } from '../apimachinery/api/core-v1';
import { keyOf } from '../apimachinery/object-meta';
import { claimKeysOf, claimsOfPod, foreignClaim } from '../apimachinery/volumes/pod-claims';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import { isPodFinished } from './pods/pod-state';
import { isDeletionCandidate, needsFinalizer, withFinalizer, withoutFinalizer } from './volumes/protection-finalizer';

const FINALIZER = 'kubernetes.io/pvc-protection';
const BY_CLAIM = 'claim';

export class PersistentVolumeClaimProtectionController extends ReconcilingController {
  readonly name = 'persistentvolumeclaim-protection-controller';
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #pods: Informer<Pod>;

  constructor(context: ControllerContext) {
    super(context);
    this.#claims = context.informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
    this.#pods = context.informers.of<Pod>('pods');
    this.#pods.addIndex(BY_CLAIM, claimKeysOf);
  }

  start(): void {
    const enqueue = (claim: PersistentVolumeClaim): void => {
      if (needsFinalizer(claim, FINALIZER) || isDeletionCandidate(claim, FINALIZER)) this.queue.add(keyOf(claim));
    };
    this.#claims.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
    const enqueueClaimsOf = (pod: Pod): void => {
      for (const key of claimKeysOf(pod)) this.queue.add(key);
    };
    // Only a pod that is gone, has ended or never got a node lets its claims go.
    const freed = (pod: Pod): void => {
      if (isPodFinished(pod) || !pod.spec?.nodeName) enqueueClaimsOf(pod);
    };
    this.#pods.addHandlers({ added: freed, updated: (_before, after) => freed(after), deleted: enqueueClaimsOf });
  }

  reconcile(key: string): void {
    const claim = this.#claims.get(key);
    if (!claim) return;
    const claims = this.context.client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
    if (isDeletionCandidate(claim, FINALIZER)) {
      if (!this.#isUsed(claim)) claims.update(withoutFinalizer(claim, FINALIZER));
    } else if (needsFinalizer(claim, FINALIZER)) claims.update(withFinalizer(claim, FINALIZER));
  }

  /** Asks the informer first, then the API server: data would be lost if a pod were overlooked. */
  #isUsed(claim: PersistentVolumeClaim): boolean {
    const uses = (pod: Pod): boolean => usesClaim(pod, claim);
    if (this.#pods.byIndex(BY_CLAIM, keyOf(claim)).some(uses)) return true;
    return this.context.client.resource<Pod>('pods').list({ namespace: claim.metadata.namespace }).some(uses);
  }
}

function usesClaim(pod: Pod, claim: PersistentVolumeClaim): boolean {
  if (!pod.spec?.nodeName) return false;
  return claimsOfPod(pod).some(({ name, ephemeral }) => {
    if (name !== claim.metadata.name) return false;
    return !ephemeral || (!isShutDown(pod) && foreignClaim(pod, claim) === undefined);
  });
}

function isShutDown({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;
}
