/**
 * Makes, mends and deletes the pods of a StatefulSet with the claims they stand on, and tells of it in the set's events.
 *
 * Upstream: pkg/controller/statefulset/stateful_pod_control.go
 * Differs: a claim that is there but not heard of yet is no failure, nor is a pod that is gone and not missed yet; here all writes of one
 *   look happen at one instant, and the next look may come before the news of them.
 */
import type { StatefulSet } from '../../apimachinery/api/apps-v1';
import type { PersistentVolumeClaim, Pod } from '../../apimachinery/api/core-v1';
import { isStatusError, StatusError } from '../../apimachinery/status-error';
import type { ResourceClient } from '../../client/client';
import { RetryError, type ControllerContext } from '../../client/controller';
import type { Lister } from '../../client/informer';
import {
  belongsToEarlierPod,
  claimsAreKept,
  hasUnexpectedController,
  ownersAreUpToDate,
  withOwners,
} from './claim-owners';
import { claimsOf, identityMatches, ordinalOf, storageMatches, withIdentity, withStorage } from './pod-identity';

/** How often an update is tried again because the pod was changed meanwhile. */
const UPDATE_ATTEMPTS = 4;

type Verb = 'create' | 'update' | 'delete';

export class StatefulPodControl {
  readonly #claims: Lister<PersistentVolumeClaim>;

  constructor(private readonly context: ControllerContext) {
    this.#claims = context.informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
  }

  /** @throws StatusError, RetryError */
  create(set: StatefulSet, pod: Pod): void {
    this.#told('create', set, pod, () => this.#createClaims(set, pod));
    let failure: unknown;
    try {
      this.#pods().create(pod);
    } catch (error) {
      if (isStatusError(error, 'AlreadyExists')) throw error;
      failure = error;
    }
    this.#ownClaims(set, pod);
    this.#tell('create', set, pod, failure);
    if (failure !== undefined) throw failure;
  }

  /** Makes the claims that a pod waits for. @throws StatusError, RetryError */
  createMissingClaims(set: StatefulSet, pod: Pod): void {
    this.#createClaims(set, pod);
    this.#ownClaims(set, pod);
  }

  /** Gives the pod its identity and storage, and its claims their owners. @throws StatusError, RetryError */
  update(set: StatefulSet, pod: Pod): void {
    let current = pod;
    let failure: unknown;
    for (let attempt = 0; attempt < UPDATE_ATTEMPTS; attempt++) {
      const wanted = this.#mended(set, current);
      if (!wanted) return;
      try {
        this.#pods().update(wanted);
        return this.#tell('update', set, pod);
      } catch (error) {
        failure = error;
        const fresh = isStatusError(error, 'Conflict')
          ? this.#pods().find(pod.metadata.name, pod.metadata.namespace)
          : undefined;
        if (!fresh) break;
        current = fresh;
      }
    }
    this.#tell('update', set, pod, failure);
    throw failure;
  }

  /** One that is gone already is as good. @throws StatusError */
  delete(set: StatefulSet, pod: Pod): void {
    try {
      this.#pods().delete(pod.metadata.name, pod.metadata.namespace);
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return;
      this.#tell('delete', set, pod, error);
      throw error;
    }
    this.#tell('delete', set, pod);
  }

  /** Whether a claim of the pod still belongs to an earlier one of its name and is going with that. */
  claimIsStale(set: StatefulSet, pod: Pod): boolean {
    if (claimsAreKept(set, 'whenScaled')) return false;
    return this.#existingClaims(set, pod).some((claim) => belongsToEarlierPod(claim, pod));
  }

  claimsMatchPolicy(set: StatefulSet, pod: Pod): boolean {
    return this.#existingClaims(set, pod).every((claim) => ownersAreUpToDate(claim, set, pod));
  }

  /** Writes who owns the pod's claims. @throws RetryError */
  writeClaimOwners(set: StatefulSet, pod: Pod): void {
    for (const claim of this.#existingClaims(set, pod)) {
      const { name } = claim.metadata;
      if (hasUnexpectedController(claim, set, pod)) {
        const message =
          `PersistentVolumeClaim ${name} has a conflicting OwnerReference that acts as a manging controller, ` +
          'the retention policy is ignored for this claim';
        this.context.events.event(set, 'Warning', 'ConflictingController', message);
      }
      if (ownersAreUpToDate(claim, set, pod)) continue;
      try {
        this.#claimClient().update(withOwners(claim, set, pod));
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        throw new RetryError(`could not update claim ${name} for delete policy ownerRefs: ${error.message}`);
      }
    }
  }

  #mended(set: StatefulSet, pod: Pod): Pod | undefined {
    let wanted = pod;
    if (!identityMatches(set, wanted)) wanted = withIdentity(set, wanted);
    if (!storageMatches(set, wanted)) {
      wanted = withStorage(set, wanted);
      this.#told('update', set, pod, () => this.#createClaims(set, pod));
    }
    const matched = this.claimsMatchPolicy(set, wanted);
    if (!matched) this.#ownClaims(set, wanted);
    return wanted === pod && matched ? undefined : wanted;
  }

  #ownClaims(set: StatefulSet, pod: Pod): void {
    this.#told('update', set, pod, () => this.writeClaimOwners(set, pod));
  }

  #createClaims(set: StatefulSet, pod: Pod): void {
    const failures: string[] = [];
    for (const claim of claimsOf(set, ordinalOf(pod))) {
      const { name, namespace } = claim.metadata;
      try {
        const existing = this.#claims.get(`${namespace}/${name}`) ?? this.#createClaim(set, pod, claim);
        if (existing.metadata.deletionTimestamp !== undefined) failures.push(`pvc ${name} is being deleted`);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        failures.push(`failed to create PVC ${name}: ${error.message}`);
      }
    }
    if (failures.length > 0) throw new RetryError(failures.length === 1 ? failures[0] : `[${failures.join(', ')}]`);
  }

  #createClaim(set: StatefulSet, pod: Pod, claim: PersistentVolumeClaim): PersistentVolumeClaim {
    const { name, namespace } = claim.metadata;
    try {
      const created = this.#claimClient().create(claim);
      this.#tellClaim(set, pod, name);
      return created;
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      // A quota that the claim itself has used up refuses it before anybody finds out that it is there.
      const existing = this.#claimClient().find(name, namespace);
      if (existing) return existing;
      this.#tellClaim(set, pod, name, error);
      throw error;
    }
  }

  #existingClaims(set: StatefulSet, pod: Pod): PersistentVolumeClaim[] {
    return claimsOf(set, ordinalOf(pod)).flatMap(({ metadata: { namespace, name } }) => {
      const claim = this.#claims.get(`${namespace}/${name}`);
      return claim ? [claim] : [];
    });
  }

  /** An event when it fails; one when it works is the caller's to write. */
  #told(verb: Verb, set: StatefulSet, pod: Pod, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#tell(verb, set, pod, error);
      throw error;
    }
  }

  #tell(verb: Verb, set: StatefulSet, pod: Pod, failure?: unknown): void {
    const what = `${verb} Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    const done = verb[0]!.toUpperCase() + verb.slice(1);
    const { events } = this.context;
    if (failure === undefined) events.event(set, 'Normal', `Successful${done}`, `${what} successful`);
    else events.event(set, 'Warning', `Failed${done}`, `${what} failed error: ${(failure as Error).message}`);
  }

  #tellClaim(set: StatefulSet, pod: Pod, claim: string, failure?: Error): void {
    const { events } = this.context;
    const place = `Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    if (!failure) events.event(set, 'Normal', 'SuccessfulCreate', `create Claim ${claim} ${place} success`);
    else {
      const message = `create Claim ${claim} for ${place} failed error: ${failure.message}`;
      events.event(set, 'Warning', 'FailedCreate', message);
    }
  }

  #pods(): ResourceClient<Pod> {
    return this.context.client.resource<Pod>('pods');
  }

  #claimClient(): ResourceClient<PersistentVolumeClaim> {
    return this.context.client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
  }
}
