/**
 * Whether a node can have the volumes of a pod: those that are there must be within reach, the others must be to be had or to be made.
 *
 * Upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go (FindPodVolumes, GetEligibleNodes)
 * Differs: the topology labels of volumes whose plugin a CSI driver has taken over are not translated into the driver's.
 */
import type { PersistentVolume, PersistentVolumeClaim, TopologySelectorTerm } from '../../apimachinery/api/core-v1';
import type { CSIStorageCapacity, StorageClass } from '../../apimachinery/api/storage-v1';
import { quote } from '../../apimachinery/go-text';
import { selectorOf } from '../../apimachinery/labels';
import { keyOf } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { annotationOf, NO_PROVISIONER, SELECTED_NODE } from '../../apimachinery/volumes/annotations';
import { findMatchingVolume, isReachable, requestOf } from '../../apimachinery/volumes/matching-volume';
import { classOfClaim } from '../../apimachinery/volumes/storage-class-of';
import { failed, unresolvable, type Refusal } from '../framework';
import type { NodeInfo } from '../node-info';
import type { StorageListers } from '../storage-listers';
import type { PodVolumeClaims } from './pod-volume-claims';

const OUT_OF_REACH = 'node(s) had volume node affinity conflict';
const NONE_TO_BIND = "node(s) didn't find available persistent volumes to bind";
const NO_SPACE = 'node(s) did not have enough free storage';
const VOLUME_GONE = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

/** A claim and the volume that it is to have. */
export interface StaticBinding {
  readonly claim: PersistentVolumeClaim;
  readonly volume: PersistentVolume;
}

/** What is to be done for a pod if it goes to a node. */
export interface PodVolumes {
  readonly bindings: readonly StaticBinding[];
  /** Claims whose volumes are to be made. */
  readonly provisions: readonly PersistentVolumeClaim[];
}

const NOTHING: PodVolumes = { bindings: [], provisions: [] };

export function findPodVolumes(
  storage: StorageListers,
  { bound, delayed }: PodVolumeClaims,
  node: NodeInfo,
): PodVolumes | Refusal {
  const reasons: string[] = [];
  const boundReason = boundObstacle(storage, bound, node);
  if (boundReason === OUT_OF_REACH) reasons.push(boundReason);
  const found = findDelayed(storage, delayed, node);
  if (found.code === 'Error') return found;
  if (found.code) reasons.push(...found.reasons);
  if (boundReason === VOLUME_GONE) reasons.push(boundReason);
  return reasons.length > 0 || found.code ? unresolvable(...reasons) : found;
}

function boundObstacle(
  storage: StorageListers,
  claims: readonly PersistentVolumeClaim[],
  node: NodeInfo,
): string | undefined {
  for (const { spec } of claims) {
    const volume = storage.volumes.get(spec!.volumeName!);
    if (!volume) return VOLUME_GONE;
    if (!isReachable(volume, node)) return OUT_OF_REACH;
  }
  return undefined;
}

type Found = (PodVolumes & { readonly code?: undefined }) | Refusal;

function findDelayed(storage: StorageListers, claims: readonly PersistentVolumeClaim[], node: NodeInfo): Found {
  if (claims.length === 0) return NOTHING;
  const selected = claims.filter((claim) => annotationOf(claim, SELECTED_NODE) !== undefined);
  if (selected.some((claim) => annotationOf(claim, SELECTED_NODE) !== node.name)) return unresolvable(NONE_TO_BIND);
  const { bindings, unmatched } = matchClaims(
    storage,
    claims.filter((claim) => !selected.includes(claim)),
    node,
  );
  const provisions = [...selected, ...unmatched];
  for (const claim of provisions) {
    const obstacle = provisionObstacle(storage, claim, node);
    if (obstacle) return obstacle;
  }
  return { bindings, provisions };
}

/** Small claims first, lest they take the large volumes; no volume goes to two claims. */
function matchClaims(
  storage: StorageListers,
  claims: readonly PersistentVolumeClaim[],
  node: NodeInfo,
): { readonly bindings: readonly StaticBinding[]; readonly unmatched: readonly PersistentVolumeClaim[] } {
  const excluded = new Set<string>();
  const bindings: StaticBinding[] = [];
  const unmatched: PersistentVolumeClaim[] = [];
  for (const claim of [...claims].sort((a, b) => requestOf(a).compare(requestOf(b)))) {
    const volumes = storage.volumesOfClass(classOfClaim(claim));
    const volume = findMatchingVolume(claim, volumes, { node, excluded, delayed: true });
    if (volume) {
      excluded.add(volume.metadata.name);
      bindings.push({ claim, volume });
    } else unmatched.push(claim);
  }
  return { bindings, unmatched };
}

function provisionObstacle(storage: StorageListers, claim: PersistentVolumeClaim, node: NodeInfo): Refusal | undefined {
  const className = classOfClaim(claim);
  if (className === '') return failed(`no class for claim ${quote(keyOf(claim))}`);
  const storageClass = storage.classes.get(className);
  if (!storageClass) return failed(`failed to find storage class ${quote(className)}`);
  const { provisioner, allowedTopologies } = storageClass;
  if (!provisioner || provisioner === NO_PROVISIONER) return unresolvable(NONE_TO_BIND);
  if (!matchesTopology(allowedTopologies, node)) return unresolvable(NONE_TO_BIND);
  return hasSpace(storage, claim, storageClass, node) ? undefined : unresolvable(NO_SPACE);
}

/** One of the terms must hold, all of its labels; no terms at all allow every node. */
function matchesTopology(terms: readonly TopologySelectorTerm[] = [], { labels }: NodeInfo): boolean {
  if (terms.length === 0) return true;
  return terms.some(
    ({ matchLabelExpressions = [] }) =>
      matchLabelExpressions.length > 0 &&
      matchLabelExpressions.every(({ key, values }) => key in labels && values.includes(labels[key]!)),
  );
}

/** Drivers that publish their capacity are believed. */
function hasSpace(
  storage: StorageListers,
  claim: PersistentVolumeClaim,
  { metadata, provisioner }: StorageClass,
  node: NodeInfo,
): boolean {
  if (!storage.csiDrivers.get(provisioner)?.spec.storageCapacity) return true;
  const wanted = requestOf(claim);
  return storage.capacities.list().some((capacity) => {
    if (capacity.storageClassName !== metadata.name || !capacity.nodeTopology) return false;
    const limit = limitOf(capacity);
    return limit && limit.compare(wanted) >= 0 && selectorOf(capacity.nodeTopology).matches(node.labels);
  });
}

function limitOf({ capacity, maximumVolumeSize }: CSIStorageCapacity): Quantity | undefined {
  const limit = maximumVolumeSize ?? capacity;
  return limit === undefined ? undefined : Quantity.parse(limit);
}

/** The only nodes that local volumes leave; undefined where there are none, or where one of the volumes is gone. */
export function eligibleNodes(
  storage: StorageListers,
  bound: readonly PersistentVolumeClaim[],
): ReadonlySet<string> | undefined {
  const volumes = bound.map(({ spec }) => storage.volumes.get(spec!.volumeName!));
  if (volumes.includes(undefined)) return undefined;
  let eligible: Set<string> | undefined;
  for (const volume of volumes) {
    const names = hostNames(volume!);
    if (names.size === 0) continue;
    eligible = eligible ? new Set([...eligible].filter((name) => names.has(name))) : names;
  }
  return eligible;
}

/** Values that the volume's node affinity asks of the label `kubernetes.io/hostname`. */
function hostNames({ spec }: PersistentVolume): Set<string> {
  const all = new Set<string>();
  for (const { matchExpressions = [] } of spec?.nodeAffinity?.required?.nodeSelectorTerms ?? []) {
    const lists = matchExpressions
      .filter(({ key, operator }) => key === 'kubernetes.io/hostname' && operator === 'In')
      .map(({ values = [] }) => values);
    for (const name of lists[0] ?? []) if (lists.every((list) => list.includes(name))) all.add(name);
  }
  return all;
}
