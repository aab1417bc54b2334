/**
 * Brings claims and volumes together, asks for volumes to be made, and sees to volumes whose claims are gone.
 *
 * Watches: PersistentVolumes, PersistentVolumeClaims, StorageClasses, Pods. Writes: PersistentVolumes, PersistentVolumeClaims, Pods that scrub,
 * Events.
 * Upstream: pkg/controller/volume/persistentvolume/{pv_controller,pv_controller_base}.go
 * Differs: what is settled is not looked at again at each sync period; the news of a change is enough.
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../apimachinery/api/core-v1';
import { keyOf } from '../apimachinery/object-meta';
import { isStatusError } from '../apimachinery/status-error';
import type { Timer } from '../clock/clock';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { ControllerManagerOptions } from './controller-manager-options';
import { Binding } from './persistentvolume-binder/binding';
import { ClaimSync } from './persistentvolume-binder/claim-sync';
import { Provisioning } from './persistentvolume-binder/provisioning';
import { Reclaiming } from './persistentvolume-binder/reclaiming';
import { recycledBy } from './persistentvolume-binder/recycling';
import { ScrubbingEvents } from './persistentvolume-binder/scrubbing-events';
import { Storage } from './persistentvolume-binder/storage';
import { VolumeSync } from './persistentvolume-binder/volume-sync';

const CLAIM = 'claim ';
const VOLUME = 'volume ';

export class PersistentVolumeBinderController extends ReconcilingController {
  readonly name = 'persistentvolume-binder-controller';
  readonly #storage: Storage;
  readonly #claimSync: ClaimSync;
  readonly #volumeSync: VolumeSync;
  #resync: Timer | undefined;

  constructor(
    context: ControllerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    const { client, informers, events } = context;
    this.#storage = new Storage(informers);
    const binding = new Binding(client, this.#storage, events);
    const provisioning = new Provisioning(this.#storage, binding, events);
    const scrubbingEvents = new ScrubbingEvents(informers, this.#storage, events);
    const reclaiming = new Reclaiming(client, this.#storage, binding, events, scrubbingEvents);
    this.#claimSync = new ClaimSync(this.#storage, binding, provisioning, events);
    this.#volumeSync = new VolumeSync(client, this.#storage, binding, reclaiming, events, (key) =>
      this.queue.add(CLAIM + key),
    );
  }

  start(): void {
    const { informers } = this.context;
    const claim = (one: PersistentVolumeClaim): void => this.queue.add(CLAIM + keyOf(one));
    const volume = (one: PersistentVolume): void => this.queue.add(VOLUME + keyOf(one));
    informers.of<PersistentVolumeClaim>('persistentvolumeclaims').addHandlers({
      added: claim,
      updated: (_before, after) => claim(after),
      deleted: ({ spec }) => {
        if (spec?.volumeName) this.queue.add(VOLUME + spec.volumeName);
      },
    });
    informers.of<PersistentVolume>('persistentvolumes').addHandlers({
      added: volume,
      updated: (_before, after) => volume(after),
      deleted: ({ spec }) => {
        if (spec?.claimRef) this.queue.add(`${CLAIM}${spec.claimRef.namespace}/${spec.claimRef.name}`);
      },
    });
    informers.of<Pod>('pods').addHandlers({
      updated: (_before, after) => {
        const recycled = recycledBy(after);
        if (recycled !== undefined) this.queue.add(VOLUME + recycled);
      },
    });
  }

  override stop(): void {
    this.#resync?.cancel();
    super.stop();
  }

  reconcile(key: string): void {
    try {
      if (key.startsWith(CLAIM)) this.#syncClaim(key.slice(CLAIM.length));
      else this.#syncVolume(key.slice(VOLUME.length));
    } catch (error) {
      // The next change or sync brings it back; a back-off of its own it has not.
      if (!isStatusError(error) && !(error instanceof RetryError)) throw error;
      this.context.onError?.(this.name, key, error);
    }
    this.#planResync();
  }

  #syncClaim(key: string): void {
    const claim = this.#storage.claims.get(key);
    if (claim) this.#claimSync.sync(claim);
  }

  #syncVolume(name: string): void {
    const volume = this.#storage.volumes.get(name);
    if (volume) this.#volumeSync.sync(volume);
  }

  /** While something is unsettled all of that is looked at again from time to time. */
  #planResync(): void {
    this.#resync ??= this.context.clock.schedule(this.options.pvClaimBinderSyncPeriodMs, () => {
      this.#resync = undefined;
      for (const claim of this.#storage.claims.list()) {
        if (claim.status?.phase !== 'Bound') this.queue.add(CLAIM + keyOf(claim));
      }
      for (const volume of this.#storage.volumes.list()) {
        if (isUnsettled(volume)) this.queue.add(VOLUME + keyOf(volume));
      }
    });
  }
}

function isUnsettled({ spec, status }: PersistentVolume): boolean {
  if (status?.phase === 'Available' || status?.phase === 'Bound') return false;
  return status?.phase === 'Pending' || spec?.persistentVolumeReclaimPolicy !== 'Retain';
}
