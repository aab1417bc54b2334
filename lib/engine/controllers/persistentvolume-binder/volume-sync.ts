/**
 * Brings a volume's phase in line with its claim, and reclaims a volume whose claim is gone.
 *
 * Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (syncVolume)
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import { keyOf } from '../../apimachinery/object-meta';
import { isAnnotated, PROVISIONED_BY } from '../../apimachinery/volumes/annotations';
import { sameVolumeMode } from '../../apimachinery/volumes/matching-volume';
import type { Client } from '../../client/client';
import type { EventRecorder } from '../../client/event-recorder';
import type { Binding } from './binding';
import { migratedVolume } from './migration';
import type { Reclaiming } from './reclaiming';
import type { Storage } from './storage';

export class VolumeSync {
  constructor(
    private readonly client: Client,
    private readonly storage: Storage,
    private readonly binding: Binding,
    private readonly reclaiming: Reclaiming,
    private readonly events: EventRecorder,
    /** Looks at a claim soon. */
    private readonly enqueueClaim: (key: string) => void,
  ) {}

  sync(volume: PersistentVolume): void {
    const noted = migratedVolume(volume);
    const current = noted === volume ? volume : this.binding.updateVolume(noted);
    if (!current.spec?.claimRef?.uid) return void this.binding.setVolumePhase(current, 'Available');
    const claim = this.#claimOf(current);
    if (!claim) this.#release(current);
    else if (!claim.spec?.volumeName) this.#awaitClaim(current, claim);
    else if (claim.spec.volumeName === current.metadata.name) this.binding.setVolumePhase(current, 'Bound');
    else if (isMadeForClaim(current)) this.#release(current);
    else this.binding.unbind(current);
  }

  /** The claim that the volume names, if it is still that one; asked of the API server before it is taken for gone. */
  #claimOf({ spec, status }: PersistentVolume): PersistentVolumeClaim | undefined {
    const { namespace, name = '', uid } = spec!.claimRef!;
    const claims = this.client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
    const given = status?.phase === 'Released' || status?.phase === 'Failed';
    const known = this.storage.claims.get(`${namespace}/${name}`) ?? (given ? undefined : claims.find(name, namespace));
    const current = known && known.metadata.uid !== uid ? claims.find(name, namespace) : known;
    return current?.metadata.uid === uid ? current : undefined;
  }

  #release(volume: PersistentVolume): void {
    const failed = volume.status?.phase === 'Failed';
    this.reclaiming.reclaim(failed ? volume : this.binding.setVolumePhase(volume, 'Released'));
  }

  /** The other half of the binding is the claim's to write. */
  #awaitClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): void {
    if (sameVolumeMode(claim, volume)) return this.enqueueClaim(keyOf(claim));
    const [claimName, volumeName] = [quote(claim.metadata.name), quote(volume.metadata.name)];
    const volumeNote = `Cannot bind PersistentVolume to requested PersistentVolumeClaim ${claimName} due to incompatible volumeMode.`;
    const claimNote = `Cannot bind PersistentVolume ${volumeName} to requested PersistentVolumeClaim due to incompatible volumeMode.`;
    this.events.event(volume, 'Warning', 'VolumeMismatch', volumeNote);
    this.events.event(claim, 'Warning', 'VolumeMismatch', claimNote);
  }
}

/** Nobody else has a use for it. */
function isMadeForClaim(volume: PersistentVolume): boolean {
  return isAnnotated(volume, PROVISIONED_BY) && volume.spec?.persistentVolumeReclaimPolicy === 'Delete';
}
