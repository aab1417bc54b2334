/**
 * Writes down what the binder has decided: which volume and claim belong together, and in which phase each is.
 *
 * Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (bind, unbindVolume, updateClaimStatus, updateVolumePhase)
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';
import { sameJson } from '../../apimachinery/same-json';
import {
  annotationOf,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  isAnnotated,
  PRE_RESIZE_CAPACITY,
} from '../../apimachinery/volumes/annotations';
import { boundVolume, capacityOf, withAnnotation, withoutAnnotation } from '../../apimachinery/volumes/matching-volume';
import type { Client, ResourceClient } from '../../client/client';
import type { EventRecorder } from '../../client/event-recorder';
import type { Storage } from './storage';

/** A warning that goes with a change of phase. */
export interface PhaseWarning {
  readonly reason: string;
  readonly message: string;
}

export class Binding {
  readonly #volumes: ResourceClient<PersistentVolume>;
  readonly #claims: ResourceClient<PersistentVolumeClaim>;

  constructor(
    client: Client,
    private readonly storage: Storage,
    private readonly events: EventRecorder,
  ) {
    this.#volumes = client.resource<PersistentVolume>('persistentvolumes');
    this.#claims = client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
  }

  /** Four writes; each is left out where it is done already, so that a binding that was interrupted goes on where it stopped. */
  bind(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    const pointing = boundVolume(volume, claim);
    const bound = this.setVolumePhase(pointing === volume ? volume : this.updateVolume(pointing), 'Bound');
    const completed = boundClaim(claim, bound.metadata.name);
    this.setClaimPhase(completed === claim ? claim : this.updateClaim(completed), 'Bound', bound);
  }

  /** The volume is free again: for its claim if somebody wrote that claim into it, for all otherwise. */
  unbind(volume: PersistentVolume): void {
    const { claimRef, ...spec } = volume.spec ?? {};
    const chosen = isAnnotated(volume, BOUND_BY_CONTROLLER);
    const freed = chosen
      ? { ...withoutAnnotation(volume, BOUND_BY_CONTROLLER), spec }
      : { ...volume, spec: { ...spec, claimRef: { ...claimRef, uid: undefined } } };
    this.setVolumePhase(this.updateVolume(freed), 'Available');
  }

  updateVolume(volume: PersistentVolume): PersistentVolume {
    const written = this.#volumes.update(volume);
    this.storage.volumes.assume(written);
    return written;
  }

  updateClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
    const written = this.#claims.update(claim);
    this.storage.claims.assume(written);
    return written;
  }

  /** A warning is given only when the phase changes. */
  setVolumePhase(volume: PersistentVolume, phase: string, warning?: PhaseWarning): PersistentVolume {
    if (volume.status?.phase === phase) return volume;
    const status = { ...volume.status, phase, message: warning?.message };
    const written = this.#volumes.updateStatus({ ...volume, status });
    this.storage.volumes.assume(written);
    if (warning) this.events.event(written, 'Warning', warning.reason, warning.message);
    return written;
  }

  setClaimPhase(claim: PersistentVolumeClaim, phase: string, volume?: PersistentVolume): PersistentVolumeClaim {
    const status = claimStatus(claim, phase, volume);
    if (sameJson(status, claim.status)) return claim;
    const written = this.#claims.updateStatus({ ...claim, status });
    this.storage.claims.assume(written);
    return written;
  }

  /** What the claim held is gone, which is told once. */
  loseClaim(claim: PersistentVolumeClaim, { reason, message }: PhaseWarning): void {
    if (claim.status?.phase === 'Lost') return;
    this.events.event(this.setClaimPhase(claim, 'Lost'), 'Warning', reason, message);
  }
}

/** The claim as it says that it has the volume; the same object where it says so already. */
function boundClaim(claim: PersistentVolumeClaim, volumeName: string): PersistentVolumeClaim {
  const chosen = claim.spec?.volumeName !== volumeName;
  if (!chosen && isAnnotated(claim, BIND_COMPLETED)) return claim;
  const named = chosen ? { ...claim, spec: { ...claim.spec, volumeName } } : claim;
  const marked =
    chosen && !isAnnotated(named, BOUND_BY_CONTROLLER) ? withAnnotation(named, BOUND_BY_CONTROLLER, 'yes') : named;
  return isAnnotated(marked, BIND_COMPLETED) ? marked : withAnnotation(marked, BIND_COMPLETED, 'yes');
}

/** The size is taken over when the phase changes: afterwards it is for those who resize. */
function claimStatus(
  { status = {} }: PersistentVolumeClaim,
  phase: string,
  volume: PersistentVolume | undefined,
): NonNullable<PersistentVolumeClaim['status']> {
  if (!volume) {
    const { accessModes: _accessModes, capacity: _capacity, ...rest } = status;
    return { ...rest, phase };
  }
  const { accessModes } = volume.spec ?? {};
  if (status.phase === phase) return { ...status, accessModes };
  const before = annotationOf(volume, PRE_RESIZE_CAPACITY);
  if (before !== undefined) {
    const storage = Quantity.tryParse(before) ? before : volume.spec?.capacity?.['storage'];
    return { ...status, phase, accessModes, capacity: { ...status.capacity, ...(storage ? { storage } : {}) } };
  }
  const held = Quantity.parse(status.capacity?.['storage'] ?? '0');
  const capacity = capacityOf(volume).equals(held) && status.capacity ? status.capacity : volume.spec?.capacity;
  return { ...status, phase, accessModes, capacity };
}
