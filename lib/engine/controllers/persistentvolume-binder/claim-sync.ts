/**
 * Moves a claim one step on: towards a volume while it has none, and to `Lost` when it has lost the one it had.
 *
 * Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (syncClaim, syncUnboundClaim, syncBoundClaim)
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../../apimachinery/api/core-v1';
import { defaultStorageClass } from '../../apimachinery/default-class';
import { quote } from '../../apimachinery/go-text';
import { keyOf } from '../../apimachinery/object-meta';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  isAnnotated,
  SELECTED_NODE,
} from '../../apimachinery/volumes/annotations';
import {
  allowsAccess,
  capacityOf,
  isBoundTo,
  requestOf,
  sameVolumeMode,
} from '../../apimachinery/volumes/matching-volume';
import {
  claimHasClass,
  classOfClaim,
  classOfVolume,
  waitsForFirstConsumer,
} from '../../apimachinery/volumes/storage-class-of';
import { RetryError } from '../../client/controller';
import type { EventRecorder } from '../../client/event-recorder';
import type { Binding } from './binding';
import { migratedClaim } from './migration';
import type { Provisioning } from './provisioning';
import type { Storage } from './storage';

const LOST_REFERENCE = {
  reason: 'ClaimLost',
  message: 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!',
};
const LOST_VOLUME = {
  reason: 'ClaimLost',
  message: 'Bound claim has lost its PersistentVolume. Data on the volume is lost!',
};
const MISBOUND = {
  reason: 'ClaimMisbound',
  message: 'Two claims are bound to the same volume, this one is bound incorrectly',
};

export class ClaimSync {
  constructor(
    private readonly storage: Storage,
    private readonly binding: Binding,
    private readonly provisioning: Provisioning,
    private readonly events: EventRecorder,
  ) {}

  sync(claim: PersistentVolumeClaim): void {
    const noted = migratedClaim(claim);
    const current = noted === claim ? claim : this.binding.updateClaim(noted);
    if (isAnnotated(current, BIND_COMPLETED)) this.#syncBound(current);
    else if (current.spec?.volumeName) this.#syncRequested(current, current.spec.volumeName);
    else this.#syncUnbound(current);
  }

  #syncUnbound(claim: PersistentVolumeClaim): void {
    const delayed = waitsForFirstConsumer(this.storage.classOf(claim));
    const volume = this.storage.bestMatch(claim, delayed);
    if (volume) return this.binding.bind(volume, claim);
    if (this.#assignDefaultClass(claim)) return;
    if (delayed && !isAnnotated(claim, SELECTED_NODE)) this.#tellOfConsumer(claim);
    else if (classOfClaim(claim) !== '') return this.provisioning.provision(claim);
    else {
      const message = 'no persistent volumes available for this claim and no storage class is set';
      this.events.event(claim, 'Normal', 'FailedBinding', message);
    }
    this.binding.setClaimPhase(claim, 'Pending');
  }

  #assignDefaultClass(claim: PersistentVolumeClaim): boolean {
    const storageClass = claimHasClass(claim) ? undefined : defaultStorageClass(this.storage.classes.list());
    if (!storageClass) return false;
    this.binding.updateClaim({ ...claim, spec: { ...claim.spec, storageClassName: storageClass.metadata.name } });
    return true;
  }

  #tellOfConsumer(claim: PersistentVolumeClaim): void {
    const waiting = this.storage.podsUsing(keyOf(claim)).filter(({ spec }) => !spec?.nodeName);
    const names = waiting.map(({ metadata }) => metadata.name).join(',');
    if (waiting.length === 0) {
      const message = 'waiting for first consumer to be created before binding';
      return this.events.event(claim, 'Normal', 'WaitForFirstConsumer', message);
    }
    const pods = waiting.length > 1 ? 'pods' : 'pod';
    this.events.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for ${pods} ${names} to be scheduled`);
  }

  /** The claim names the volume that it wants. */
  #syncRequested(claim: PersistentVolumeClaim, volumeName: string): void {
    const volume = this.storage.volumes.get(volumeName);
    if (!volume) return void this.binding.setClaimPhase(claim, 'Pending');
    if (volume.spec?.claimRef) {
      if (isBoundTo(volume, claim)) this.binding.bind(volume, claim);
      else this.#refuse(claim, volume);
      return;
    }
    const mismatch = mismatchOf(volume, claim);
    if (mismatch === undefined) return this.binding.bind(volume, claim);
    const message = `Cannot bind to requested volume ${quote(volumeName)}: ${mismatch}`;
    this.events.event(claim, 'Warning', 'VolumeMismatch', message);
    this.binding.setClaimPhase(claim, 'Pending');
  }

  #refuse(claim: PersistentVolumeClaim, { metadata, spec }: PersistentVolume): void {
    const message = `volume ${quote(metadata.name)} already bound to a different claim.`;
    this.events.event(claim, 'Warning', 'FailedBinding', message);
    if (!isAnnotated(claim, BOUND_BY_CONTROLLER)) return void this.binding.setClaimPhase(claim, 'Pending');
    const { namespace, name } = spec!.claimRef!;
    const [wanted, owner] = [quote(keyOf(claim)), quote(`${namespace}/${name}`)];
    throw new RetryError(
      `invalid binding of claim ${wanted} to volume ${quote(metadata.name)}: volume already claimed by ${owner}`,
    );
  }

  #syncBound(claim: PersistentVolumeClaim): void {
    const volumeName = claim.spec?.volumeName;
    if (!volumeName) return this.binding.loseClaim(claim, LOST_REFERENCE);
    const volume = this.storage.volumes.get(volumeName);
    if (!volume) return this.binding.loseClaim(claim, LOST_VOLUME);
    const { claimRef } = volume.spec ?? {};
    if (!claimRef || claimRef.uid === claim.metadata.uid) this.binding.bind(volume, claim);
    else this.binding.loseClaim(claim, MISBOUND);
  }
}

/** Why a volume that the claim names will not do. */
function mismatchOf(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const { name, deletionTimestamp } = volume.metadata;
  if (deletionTimestamp !== undefined) return `the volume is marked for deletion ${quote(name)}`;
  if (capacityOf(volume).compare(requestOf(claim)) < 0) return 'requested PV is too small';
  if (classOfVolume(volume) !== classOfClaim(claim)) return 'storageClassName does not match';
  if (!sameVolumeMode(claim, volume)) return 'incompatible volumeMode';
  return allowsAccess(volume, claim) ? undefined : 'incompatible accessMode';
}
