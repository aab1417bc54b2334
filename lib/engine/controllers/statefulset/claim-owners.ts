/**
 * Who owns a pod's claims, so that the garbage collector takes them when the retention policy says so: the set for claims that go with it,
 * the pod for those of a pod that is scaled away.
 *
 * Upstream: pkg/controller/statefulset/stateful_set_utils.go (isClaimOwnerUpToDate, updateClaimOwnerRefForSetAndPod)
 */
import type { StatefulSet } from '../../apimachinery/api/apps-v1';
import type { PersistentVolumeClaim, Pod } from '../../apimachinery/api/core-v1';
import { controllerReference, type KubeObject, type OwnerReference } from '../../apimachinery/object-meta';
import { withMetadata } from '../../apiserver/core';
import { isInRange } from './pod-identity';

type Owner = Pick<KubeObject, 'metadata'> & { readonly apiVersion: string; readonly kind: string };

/** A pod still to be made does not say what it is. */
function asOwner({ metadata }: Pod): Owner {
  return { apiVersion: 'v1', kind: 'Pod', metadata };
}

export function claimsAreKept({ spec }: StatefulSet, when: 'whenDeleted' | 'whenScaled'): boolean {
  return (spec?.persistentVolumeClaimRetentionPolicy?.[when] ?? 'Retain') === 'Retain';
}

function ownersOf(claim: PersistentVolumeClaim): readonly OwnerReference[] {
  return claim.metadata.ownerReferences ?? [];
}

function refersTo(reference: OwnerReference, { apiVersion, kind, metadata }: Owner): boolean {
  return reference.apiVersion === apiVersion && reference.kind === kind && reference.name === metadata.name;
}

function isOwnedBy(claim: PersistentVolumeClaim, { metadata }: Owner): boolean {
  return ownersOf(claim).some(({ uid }) => uid === metadata.uid);
}

/** Whether the claim belongs to an earlier object of that name. */
function isStale(claim: PersistentVolumeClaim, owner: Owner): boolean {
  const reference = ownersOf(claim).find((one) => refersTo(one, owner));
  return reference !== undefined && reference.uid !== owner.metadata.uid;
}

export function belongsToEarlierPod(claim: PersistentVolumeClaim, pod: Pod): boolean {
  return isStale(claim, asOwner(pod));
}

/** Whether somebody else manages the claim, although the policy would. */
export function hasUnexpectedController(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  if (claimsAreKept(set, 'whenScaled') && claimsAreKept(set, 'whenDeleted')) return false;
  const ours = [set, asOwner(pod)];
  return ownersOf(claim).some((reference) => {
    const own = ours.find((owner) => refersTo(reference, owner));
    return own ? reference.uid !== own.metadata.uid : reference.controller === true;
  });
}

function wantedOwners(set: StatefulSet, pod: Pod): { readonly set: boolean; readonly pod: boolean } {
  const scaledAway = !isInRange(set, pod);
  const goesWhenScaled = !claimsAreKept(set, 'whenScaled') && scaledAway;
  return { set: !claimsAreKept(set, 'whenDeleted') && !goesWhenScaled, pod: goesWhenScaled };
}

/** Claims of an earlier set or pod, and those that others manage, are left alone. */
export function ownersAreUpToDate(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): boolean {
  const podOwner = asOwner(pod);
  if (isStale(claim, set) || isStale(claim, podOwner)) return true;
  const [bySet, byPod] = [isOwnedBy(claim, set), isOwnedBy(claim, podOwner)];
  if (hasUnexpectedController(claim, set, pod)) return !bySet && !byPod;
  const ours = ownersOf(claim).filter(({ uid }) => uid === set.metadata.uid || uid === pod.metadata.uid);
  if (ours.some(({ controller }) => !controller)) return false;
  const wanted = wantedOwners(set, pod);
  return bySet === wanted.set && byPod === wanted.pod;
}

export function withOwners(claim: PersistentVolumeClaim, set: StatefulSet, pod: Pod): PersistentVolumeClaim {
  const podOwner = asOwner(pod);
  const others = ownersOf(claim).filter((one) => !refersTo(one, set) && !refersTo(one, podOwner));
  const wanted = hasUnexpectedController(claim, set, pod) ? { set: false, pod: false } : wantedOwners(set, pod);
  const ours = [...(wanted.set ? [set] : []), ...(wanted.pod ? [podOwner] : [])].map(controllerReference);
  const ownerReferences = [...others, ...ours];
  return withMetadata(claim, { ownerReferences: ownerReferences.length > 0 ? ownerReferences : undefined });
}
