/**
 * What the binder knows of volumes, claims and those who use them; what it has written itself it knows at once.
 *
 * Upstream: pkg/controller/volume/persistentvolume/{pv_controller_base,index}.go
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../apimachinery/api/core-v1';
import type { StorageClass } from '../../apimachinery/api/storage-v1';
import { keyOf } from '../../apimachinery/object-meta';
import { findMatchingVolume } from '../../apimachinery/volumes/matching-volume';
import { claimKeysOf } from '../../apimachinery/volumes/pod-claims';
import { classOfClaim, classOfVolume } from '../../apimachinery/volumes/storage-class-of';
import { AssumeCache } from '../../client/assume-cache';
import type { Informer, Lister } from '../../client/informer';
import type { InformerFactory } from '../../client/informer-factory';
import { isPodFinished } from '../pods/pod-state';

const BY_CLASS = 'class';
const BY_CLAIM_REFERENCE = 'claim reference';
const BY_CLAIM = 'claim';
/** In the order in which they are written down. */
const ACCESS_MODES = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

export class Storage {
  readonly volumes: AssumeCache<PersistentVolume>;
  readonly claims: AssumeCache<PersistentVolumeClaim>;
  readonly classes: Lister<StorageClass>;
  readonly #pods: Informer<Pod>;

  constructor(informers: InformerFactory) {
    const volumes = informers.of<PersistentVolume>('persistentvolumes');
    volumes.addIndex(BY_CLASS, (volume) => [classOfVolume(volume)]);
    volumes.addIndex(BY_CLAIM_REFERENCE, (volume) => claimKeyOf(volume) ?? []);
    this.volumes = new AssumeCache(volumes);
    this.claims = new AssumeCache(informers.of<PersistentVolumeClaim>('persistentvolumeclaims'));
    this.classes = informers.of<StorageClass>('storage.k8s.io/storageclasses');
    this.#pods = informers.of<Pod>('pods');
    this.#pods.addIndex(BY_CLAIM, claimKeysOf);
  }

  classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    return this.classes.get(classOfClaim(claim));
  }

  /** Pods that use the claim and have not ended. */
  podsUsing(claimKey: string): readonly Pod[] {
    return this.#pods.byIndex(BY_CLAIM, claimKey).filter((pod) => !isPodFinished(pod));
  }

  /** The best volume for a claim: of those that allow no more than is needed before others, the smallest. */
  bestMatch(claim: PersistentVolumeClaim, delayed: boolean): PersistentVolume | undefined {
    const candidates = new Set([
      ...this.volumes.byIndex(BY_CLASS, classOfClaim(claim)),
      ...this.volumes.byIndex(BY_CLAIM_REFERENCE, keyOf(claim)),
    ]);
    const wanted = claim.spec?.accessModes ?? [];
    const groups = [...byAccessModes(candidates)].filter(([modes]) => wanted.every((mode) => modes.includes(mode)));
    for (const [, volumes] of groups.sort(([a], [b]) => a.length - b.length)) {
      const found = findMatchingVolume(claim, volumes, { delayed });
      if (found) return found;
    }
    return undefined;
  }
}

/** `[namespace/name]` of the claim that the volume names. */
function claimKeyOf({ spec }: PersistentVolume): string[] | undefined {
  return spec?.claimRef && [`${spec.claimRef.namespace}/${spec.claimRef.name}`];
}

function byAccessModes(volumes: Iterable<PersistentVolume>): Map<readonly string[], PersistentVolume[]> {
  const keys = new Map<string, readonly string[]>();
  const groups = new Map<readonly string[], PersistentVolume[]>();
  for (const volume of volumes) {
    const modes = ACCESS_MODES.filter((mode) => volume.spec?.accessModes?.includes(mode));
    const key = keys.get(modes.join()) ?? modes;
    keys.set(modes.join(), key);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(volume);
  }
  return groups;
}
