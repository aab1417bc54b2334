/**
 * The claims of a pod by what the scheduler has to do for them.
 *
 * Upstream: pkg/scheduler/framework/plugins/volumebinding/{volume_binding,binder}.go (podHasPVCs, GetPodVolumeClaims)
 */
import type { PersistentVolumeClaim, Pod } from '../../apimachinery/api/core-v1';
import { quote } from '../../apimachinery/go-text';
import { notFound } from '../../apimachinery/status-error';
import { BIND_COMPLETED, isAnnotated } from '../../apimachinery/volumes/annotations';
import { claimsOfPod, foreignClaim, type PodClaim } from '../../apimachinery/volumes/pod-claims';
import { classOfClaim, waitsForFirstConsumer } from '../../apimachinery/volumes/storage-class-of';
import type { StorageListers } from '../storage-listers';

export interface PodVolumeClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Their volumes are chosen together with the node. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** Somebody else has to bind them first. */
  readonly immediate: readonly PersistentVolumeClaim[];
}

export function isFullyBound(claim: PersistentVolumeClaim): boolean {
  return !!claim.spec?.volumeName && isAnnotated(claim, BIND_COMPLETED);
}

/** `persistentvolumeclaim "data" not found` */
export function claimNotFound(name: string): string {
  return notFound({ group: '', resource: 'persistentvolumeclaim' }, name).message;
}

/** Why the pod cannot be placed anywhere as its claims are now. */
export function claimObstacle(storage: StorageListers, pod: Pod): string | undefined {
  for (const wanted of claimsOfPod(pod)) {
    const claim = storage.claims.get(`${pod.metadata.namespace}/${wanted.name}`);
    const obstacle = claim ? obstacleOf(pod, wanted, claim) : missing(wanted);
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

function missing({ name, ephemeral }: PodClaim): string {
  if (!ephemeral) return claimNotFound(name);
  return `waiting for ephemeral volume controller to create the persistentvolumeclaim ${quote(name)}`;
}

function obstacleOf(pod: Pod, { ephemeral }: PodClaim, claim: PersistentVolumeClaim): string | undefined {
  const name = quote(claim.metadata.name);
  if (claim.status?.phase === 'Lost') {
    const volume = quote(claim.spec?.volumeName ?? '');
    return `persistentvolumeclaim ${name} bound to non-existent persistentvolume ${volume}`;
  }
  if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim ${name} is being deleted`;
  return ephemeral ? foreignClaim(pod, claim) : undefined;
}

/** Asked once there is no obstacle. */
export function podVolumeClaims(storage: StorageListers, pod: Pod): PodVolumeClaims {
  const claims = claimsOfPod(pod).flatMap(({ name }) => storage.claims.get(`${pod.metadata.namespace}/${name}`) ?? []);
  const unbound = claims.filter((claim) => !isFullyBound(claim));
  const waits = (claim: PersistentVolumeClaim): boolean =>
    !claim.spec?.volumeName && waitsForFirstConsumer(storage.classes.get(classOfClaim(claim)));
  return {
    bound: claims.filter(isFullyBound),
    delayed: unbound.filter(waits),
    immediate: unbound.filter((claim) => !waits(claim)),
  };
}
