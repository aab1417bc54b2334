/**
 * What containers have written into volumes: an emptyDir keeps it as long as its pod is there, a node's directory and a claimed volume
 * for whoever mounts them next.
 *
 * Differs: no disk is ever full of it.
 */
import type { Volume } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { claimNameOf } from './claimed-volume';
import type { VolumeFile, VolumeFiles } from './volume-files';

/** A volume of a pod, and where to look for what is behind it. */
export interface DiskPlace {
  readonly nodeName: string;
  readonly pod: Pod;
  readonly volume: Volume;
  /** The name of the volume that a claim is bound to. */
  bound(namespace: string, claimName: string): string | undefined;
}

export class Disks {
  /** By where it is: nothing is kept of what nobody writes to. */
  readonly #written = new Map<string, Map<string, VolumeFile>>();

  /** What is there; undefined where nobody has written anything. */
  filesOf(place: DiskPlace): VolumeFiles | undefined {
    return this.#written.size === 0 ? undefined : this.#written.get(keyOf(place));
  }

  /** Writes a file, or takes it away (undefined). */
  put(place: DiskPlace, path: string, file: VolumeFile | undefined): void {
    const key = keyOf(place);
    let files = this.#written.get(key);
    if (!files) this.#written.set(key, (files = new Map()));
    if (file) files.set(path, file);
    else files.delete(path);
  }

  /** A pod is gone, and with it what was its own. */
  forget({ metadata, spec }: Pod): void {
    if (this.#written.size === 0) return;
    for (const { name } of spec.volumes ?? []) this.#written.delete(ownKey(metadata.uid, name));
  }
}

function keyOf({ nodeName, pod, volume, bound }: DiskPlace): string {
  const claimName = claimNameOf(pod, volume);
  const { namespace = '', uid } = pod.metadata;
  if (claimName !== undefined) return `volume/${bound(namespace, claimName) ?? `${namespace}/${claimName}`}`;
  return volume.hostPath ? `node/${nodeName}${volume.hostPath.path}` : ownKey(uid, volume.name);
}

function ownKey(uid: string, volume: string): string {
  return `pod/${uid}/${volume}`;
}
