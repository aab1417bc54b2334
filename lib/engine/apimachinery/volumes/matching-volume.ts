/**
 * Which volume a claim gets, and how the volume says so.
 *
 * Upstream: staging/src/k8s.io/component-helpers/storage/volume/{pv_helpers,helpers}.go
 */
import type { PersistentVolume, PersistentVolumeClaim } from '../api/core-v1';
import { selectorOf } from '../labels';
import { matchesSelector, type SelectableNode } from '../node-selection';
import { Quantity } from '../quantity';
import { BOUND_BY_CONTROLLER, isAnnotated } from './annotations';
import { classOfClaim, classOfVolume } from './storage-class-of';

export interface VolumeSearch {
  /** Where the pod is to run: only volumes that can be reached from there count, and one that waits for a pod may be taken. */
  readonly node?: SelectableNode;
  /** Names of volumes that are taken already. */
  readonly excluded?: ReadonlySet<string>;
  /** The class waits for a pod: without a node nothing is chosen for the claim. */
  readonly delayed: boolean;
}

export function capacityOf({ spec }: PersistentVolume): Quantity {
  return Quantity.parse(spec?.capacity?.['storage'] ?? '0');
}

export function requestOf({ spec }: PersistentVolumeClaim): Quantity {
  return Quantity.parse(spec?.resources?.requests?.['storage'] ?? '0');
}

/** The volume names the claim; without a uid it waits for whoever bears that name. */
export function isBoundTo(volume: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const reference = volume.spec?.claimRef;
  if (!reference || reference.name !== metadata.name || reference.namespace !== metadata.namespace) return false;
  return !reference.uid || reference.uid === metadata.uid;
}

export function sameVolumeMode(claim: PersistentVolumeClaim, volume: PersistentVolume): boolean {
  return (claim.spec?.volumeMode ?? 'Filesystem') === (volume.spec?.volumeMode ?? 'Filesystem');
}

/** The volume can be used in each way that the claim asks for. */
export function allowsAccess(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode));
}

/** The volume can be reached from the node. */
export function isReachable(volume: PersistentVolume, node: SelectableNode): boolean {
  const required = volume.spec?.nodeAffinity?.required;
  return !required || matchesSelector(required, node);
}

/** The volume that waits for the claim, or else the smallest that will do; of equals the first. */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { node, excluded, delayed }: VolumeSearch,
): PersistentVolume | undefined {
  const wanted = requestOf(claim);
  const usable = volumes.filter(
    (volume) =>
      !excluded?.has(volume.metadata.name) &&
      (!volume.spec?.claimRef || isBoundTo(volume, claim)) &&
      capacityOf(volume).compare(wanted) >= 0 &&
      sameVolumeMode(claim, volume) &&
      volume.metadata.deletionTimestamp === undefined,
  );
  const own = usable.find((volume) => isBoundTo(volume, claim));
  if (own) return !node || isReachable(own, node) ? own : undefined;
  if (!node && delayed) return undefined;
  const selector = claim.spec?.selector && selectorOf(claim.spec.selector);
  const storageClass = classOfClaim(claim);
  let smallest: PersistentVolume | undefined;
  for (const volume of usable) {
    if (volume.status?.phase !== 'Available') continue;
    if (selector && !selector.matches(volume.metadata.labels)) continue;
    if (classOfVolume(volume) !== storageClass) continue;
    if (node && !(isReachable(volume, node) && allowsAccess(volume, claim))) continue;
    if (!smallest || capacityOf(smallest).compare(capacityOf(volume)) > 0) smallest = volume;
  }
  return smallest;
}

/** The volume as it says that it is the claim's; the same object where it says so already. */
export function boundVolume(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { name, namespace, uid, resourceVersion } = claim.metadata;
  const reference = volume.spec?.claimRef;
  const refers = reference?.name === name && reference.namespace === namespace && reference.uid === uid;
  const annotates = !isBoundTo(volume, claim) && !isAnnotated(volume, BOUND_BY_CONTROLLER);
  if (refers && !annotates) return volume;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion };
  return {
    ...(annotates ? withAnnotation(volume, BOUND_BY_CONTROLLER, 'yes') : volume),
    spec: { ...volume.spec, ...(refers ? {} : { claimRef }) },
  };
}

export function withAnnotation<T extends PersistentVolume | PersistentVolumeClaim>(
  object: T,
  key: string,
  value: string,
): T {
  const annotations = { ...object.metadata.annotations, [key]: value };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

export function withoutAnnotation<T extends PersistentVolume | PersistentVolumeClaim>(object: T, key: string): T {
  const annotations = { ...object.metadata.annotations };
  delete annotations[key];
  return {
    ...object,
    metadata: { ...object.metadata, annotations: Object.keys(annotations).length > 0 ? annotations : undefined },
  };
}
