/**
 * Which claims a pod uses: those that its volumes name, and those that are made for its ephemeral volumes.
 *
 * Upstream: staging/src/k8s.io/component-helpers/storage/ephemeral/ephemeral.go, pkg/controller/volume/common/common.go
 */
import type { PersistentVolumeClaim, Pod, Volume } from '../api/core-v1';
import { isControlledBy } from '../object-meta';

export interface PodClaim {
  readonly name: string;
  /** Made for this pod alone, and gone with it. */
  readonly ephemeral: boolean;
}

/** Undefined where the volume comes from no claim. */
export function claimOfVolume(pod: Pod, volume: Volume): PodClaim | undefined {
  if (volume.persistentVolumeClaim) return { name: volume.persistentVolumeClaim.claimName, ephemeral: false };
  return volume.ephemeral ? { name: `${pod.metadata.name}-${volume.name}`, ephemeral: true } : undefined;
}

/** In the order of the volumes. */
export function claimsOfPod(pod: Pod): readonly PodClaim[] {
  return (pod.spec?.volumes ?? []).flatMap((volume) => claimOfVolume(pod, volume) ?? []);
}

/** Keys of the claims, for an index of pods. */
export function claimKeysOf(pod: Pod): string[] {
  return claimsOfPod(pod).map(({ name }) => `${pod.metadata.namespace}/${name}`);
}

/** Why a claim that has the name of an ephemeral volume's is not it; undefined where it is. */
export function foreignClaim(pod: Pod, claim: PersistentVolumeClaim): string | undefined {
  const { namespace, name } = claim.metadata;
  if (namespace === pod.metadata.namespace && isControlledBy(claim, pod)) return undefined;
  return `PVC ${namespace}/${name} was not created for pod ${pod.metadata.namespace}/${pod.metadata.name} (pod is not owner)`;
}
