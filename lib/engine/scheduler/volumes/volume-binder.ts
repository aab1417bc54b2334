/**
 * Carries out what was found for a pod: volumes get their claims, claims are told their node, and the pod waits until both are bound.
 *
 * Upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go (AssumePodVolumes, BindPodVolumes, checkBindings)
 */
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import { keyOf } from '../../apimachinery/object-meta';
import { isStatusError } from '../../apimachinery/status-error';
import { annotationOf, SELECTED_NODE } from '../../apimachinery/volumes/annotations';
import { boundVolume, isReachable, withAnnotation } from '../../apimachinery/volumes/matching-volume';
import type { Client } from '../../client/client';
import type { Lister } from '../../client/informer';
import { failed, type BindingWait, type Refusal } from '../framework';
import type { NodeInfo } from '../node-info';
import type { StorageListers } from '../storage-listers';
import { isFullyBound, podVolumeClaims } from './pod-volume-claims';
import type { PodVolumes, StaticBinding } from './pod-volumes';

export class VolumeBinder {
  constructor(
    readonly storage: StorageListers,
    private readonly client: Client,
    private readonly pods: Lister<Pod>,
  ) {}

  /** The volumes as they will be, which from now on count as taken; undefined where all is bound already. */
  assume(pod: Pod, nodeName: string, { bindings, provisions }: PodVolumes): PodVolumes | undefined {
    const { delayed, immediate } = podVolumeClaims(this.storage, pod);
    if (delayed.length + immediate.length === 0) return undefined;
    const assumed = {
      bindings: bindings.map(({ claim, volume }) => ({ claim, volume: boundVolume(volume, claim) })),
      provisions: provisions.map((claim) => withAnnotation(claim, SELECTED_NODE, nodeName)),
    };
    for (const { volume } of assumed.bindings) this.storage.volumes.assume(volume);
    for (const claim of assumed.provisions) this.storage.claims.assume(claim);
    return assumed;
  }

  revert({ bindings, provisions }: PodVolumes): void {
    for (const { volume } of bindings) this.storage.volumes.restore(volume.metadata.name);
    for (const claim of provisions) this.storage.claims.restore(keyOf(claim));
  }

  /** Writes what was assumed; the rest is for the binder and the provisioner to do. */
  bind(pod: Pod, node: NodeInfo, assumed: PodVolumes, timeoutMs: number): Refusal | BindingWait {
    const volumes = this.client.resource<PersistentVolume>('persistentvolumes');
    const claims = this.client.resource<PersistentVolumeClaim>('persistentvolumeclaims');
    try {
      const bindings = assumed.bindings.map(({ claim, volume }) => ({ claim, volume: volumes.update(volume) }));
      const provisions = assumed.provisions.map((claim) => claims.update(claim));
      const written = { bindings, provisions };
      return { timeoutMs, look: () => this.#look(pod, node, written) };
    } catch (error) {
      if (!isStatusError(error)) throw error;
      return failed(error.message);
    }
  }

  #look(pod: Pod, node: NodeInfo, { bindings, provisions }: PodVolumes): 'done' | 'waiting' | Refusal {
    const { name, namespace } = pod.metadata;
    if (!this.pods.get(`${namespace}/${name}`)) {
      return failed(`binding volumes: pod does not exist any more: pod ${quote(name)} not found`);
    }
    for (const state of bindings.map((binding) => this.#lookAtBinding(binding, node))) {
      if (state !== 'done') return state;
    }
    for (const state of provisions.map((claim) => this.#lookAtProvision(claim, node))) {
      if (state !== 'done') return state;
    }
    return 'done';
  }

  #lookAtBinding({ claim, volume }: StaticBinding, node: NodeInfo): 'done' | 'waiting' | Refusal {
    const current = this.storage.volumes.seen(volume.metadata.name);
    const currentClaim = this.storage.claims.seen(keyOf(claim));
    if (!current) return gone('v1.PersistentVolume', volume.metadata.name);
    if (!currentClaim) return gone('v1.PersistentVolumeClaim', keyOf(claim));
    if (isOlder(current, volume)) return 'waiting';
    if (!isReachable(current, node)) return conflicting(current, node);
    if (!current.spec?.claimRef?.uid) {
      return failed(`binding volumes: ClaimRef got reset for pv ${quote(current.metadata.name)}`);
    }
    return isFullyBound(currentClaim) ? 'done' : 'waiting';
  }

  #lookAtProvision(claim: PersistentVolumeClaim, node: NodeInfo): 'done' | 'waiting' | Refusal {
    const current = this.storage.claims.seen(keyOf(claim));
    if (!current) return gone('v1.PersistentVolumeClaim', keyOf(claim));
    if (isOlder(current, claim)) return 'waiting';
    if (!current.metadata.annotations) {
      return failed(`binding volumes: selectedNode annotation reset for PVC ${quote(current.metadata.name)}`);
    }
    if (annotationOf(current, SELECTED_NODE) !== node.name) {
      return failed(`binding volumes: provisioning failed for PVC ${quote(current.metadata.name)}`);
    }
    const volumeName = current.spec?.volumeName;
    const volume = volumeName ? this.storage.volumes.seen(volumeName) : undefined;
    if (volumeName && !volume) return 'waiting';
    if (volume && !isReachable(volume, node)) return conflicting(volume, node);
    return isFullyBound(current) ? 'done' : 'waiting';
  }
}

function isOlder(
  seen: PersistentVolume | PersistentVolumeClaim,
  written: PersistentVolume | PersistentVolumeClaim,
): boolean {
  return Number(seen.metadata.resourceVersion) < Number(written.metadata.resourceVersion);
}

function gone(type: string, key: string): Refusal {
  return failed(`binding volumes: failed to check binding: could not find ${type} ${quote(key)}`);
}

function conflicting({ metadata }: PersistentVolume, node: NodeInfo): Refusal {
  const [volume, name] = [quote(metadata.name), quote(node.name)];
  return failed(
    `binding volumes: pv ${volume} node affinity doesn't match node ${name}: no matching NodeSelectorTerms`,
  );
}
