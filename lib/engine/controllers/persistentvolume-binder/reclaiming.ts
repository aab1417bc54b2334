/**
 * Does with a volume whose claim is gone what its reclaim policy says.
 *
 * Upstream: pkg/controller/volume/persistentvolume/pv_controller.go (reclaimVolume, deleteVolumeOperation, recycleVolumeOperation)
 * Differs: of the deleters that are built in there is that of hostPath only.
 */
import type { PersistentVolume } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import { keyOf } from '../../apimachinery/object-meta';
import { isStatusError } from '../../apimachinery/status-error';
import { annotationOf, MIGRATED_TO, PROVISIONED_BY } from '../../apimachinery/volumes/annotations';
import type { Client } from '../../client/client';
import type { EventRecorder } from '../../client/event-recorder';
import type { Binding } from './binding';
import { isRecyclable, recycle } from './recycling';
import type { ScrubbingEvents } from './scrubbing-events';
import type { Storage } from './storage';

const UNKNOWN_POLICY = {
  reason: 'VolumeUnknownReclaimPolicy',
  message: 'Volume has unrecognized PersistentVolumeReclaimPolicy',
};
const NO_RECYCLER = { reason: 'VolumeFailedRecycle', message: 'No recycler plugin found for the volume!' };
const TEMPORARY = /\/tmp\/.+/;

export class Reclaiming {
  constructor(
    private readonly client: Client,
    private readonly storage: Storage,
    private readonly binding: Binding,
    private readonly events: EventRecorder,
    private readonly scrubbingEvents: ScrubbingEvents,
  ) {}

  reclaim(volume: PersistentVolume): void {
    if (annotationOf(volume, MIGRATED_TO)) return;
    switch (volume.spec?.persistentVolumeReclaimPolicy) {
      case 'Retain':
        return;
      case 'Recycle':
        return this.#recycle(volume);
      case 'Delete':
        return this.#delete(volume);
      default:
        this.binding.setVolumePhase(volume, 'Failed', UNKNOWN_POLICY);
    }
  }

  #recycle(volume: PersistentVolume): void {
    const current = this.#stillReleased(volume);
    if (!current) return;
    const { namespace, name } = current.spec!.claimRef!;
    const claimKey = `${namespace}/${name}`;
    const users = this.storage.podsUsing(claimKey).map(keyOf).sort();
    if (users.length > 0 && !this.storage.claims.get(claimKey)) {
      const message = `Volume is used by pods: ${users.join(',')}`;
      return this.events.event(current, 'Normal', 'VolumeFailedRecycle', message);
    }
    if (!isRecyclable(current)) return void this.binding.setVolumePhase(current, 'Failed', NO_RECYCLER);
    this.scrubbingEvents.follow();
    const step = recycle(this.client, current);
    if ('failure' in step) {
      const warning = { reason: 'VolumeFailedRecycle', message: `Recycle failed: ${step.failure}` };
      this.binding.setVolumePhase(current, 'Failed', warning);
    } else if (step.done) {
      this.events.event(current, 'Normal', 'VolumeRecycled', 'Volume recycled');
      this.binding.unbind(current);
    }
  }

  #delete(volume: PersistentVolume): void {
    const current = this.#stillReleased(volume);
    if (!current || current.metadata.deletionTimestamp !== undefined || isDeletedByOthers(current)) return;
    const obstacle = deletionObstacle(current);
    if (obstacle !== undefined) {
      this.binding.setVolumePhase(current, 'Failed', { reason: 'VolumeFailedDelete', message: obstacle });
      return;
    }
    try {
      this.client.resource('persistentvolumes').delete(current.metadata.name);
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  /** The volume as it is now, if no claim has it. */
  #stillReleased({ metadata }: PersistentVolume): PersistentVolume | undefined {
    const volume = this.client.resource<PersistentVolume>('persistentvolumes').find(metadata.name);
    const { uid, namespace, name } = volume?.spec?.claimRef ?? {};
    if (!uid) return undefined;
    const claim = this.storage.claims.get(`${namespace}/${name}`);
    if (claim?.metadata.uid !== uid) return volume;
    const elsewhere = claim.spec?.volumeName && claim.spec.volumeName !== metadata.name;
    return elsewhere ? volume : undefined;
  }
}

/** Drivers delete what they made. */
function isDeletedByOthers(volume: PersistentVolume): boolean {
  const maker = annotationOf(volume, PROVISIONED_BY);
  if (maker) return !maker.startsWith('kubernetes.io/');
  return volume.spec?.csi !== undefined;
}

function deletionObstacle(volume: PersistentVolume): string | undefined {
  const maker = annotationOf(volume, PROVISIONED_BY);
  if (maker && maker !== 'kubernetes.io/host-path') return `no volume plugin matched name: ${maker}`;
  const { hostPath, nfs, local } = volume.spec ?? {};
  if (hostPath) {
    if (TEMPORARY.test(hostPath.path)) return undefined;
    return `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`;
  }
  const cause = nfs || local ? 'no deletable volume plugin matched' : 'no volume plugin matched';
  return `error getting deleter volume plugin for volume ${quote(volume.metadata.name)}: ${cause}`;
}
