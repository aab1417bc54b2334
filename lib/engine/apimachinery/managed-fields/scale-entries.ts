/**
 * Owners of an object's replicas as owners of its Scale, and back: who writes the scale subresource owns the field behind it.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go
 */
import type { ManagedFieldsEntry } from '../object-meta';
import { FieldSet } from './field-set';
import { decodeManagedFields, encodeManagedFields, type ManagedSet } from './managed-fields';
import { type Path, pathOfFields } from './path-element';

const SCALE_VERSION = 'autoscaling/v1';
const SCALE_REPLICAS = pathOfFields('spec.replicas');

/** Where the versions of a kind have their replicas; undefined for versions that nobody serves. */
export type ReplicasPath = (apiVersion: string) => Path | undefined;

type Entries = readonly ManagedFieldsEntry[] | undefined;

/** The entries of an object that own its replicas, as entries of its Scale. */
export function scaleEntriesOf(parent: Entries, pathOf: ReplicasPath): ManagedFieldsEntry[] | undefined {
  const owners = new Map<string, ManagedSet>();
  for (const [key, owner] of decodeManagedFields(parent)) {
    const path = pathOf(owner.apiVersion);
    if (path && owner.set.has(path))
      owners.set(key, { ...owner, apiVersion: SCALE_VERSION, set: FieldSet.of(SCALE_REPLICAS) });
  }
  return encodeManagedFields(owners);
}

/**
 * The entries of an object after its Scale was written: who owns the replicas there has them here, in `apiVersion`.
 *
 * Appliers are known again by their name. Who has updated counts as another in the version of the Scale, so even where nothing was changed
 * the replicas go over to an entry of their own, without a time.
 */
export function parentEntriesOf(
  parent: Entries,
  scale: Entries,
  pathOf: ReplicasPath,
  apiVersion: string,
): ManagedFieldsEntry[] | undefined {
  const scaled = decodeManagedFields(scale);
  const owners = new Map<string, ManagedSet>();
  for (const [key, owner] of decodeManagedFields(parent)) {
    const path = pathOf(owner.apiVersion);
    if (!path) continue;
    const kept = scaled.delete(key) || !owner.set.has(path);
    const set = kept ? owner.set : owner.set.difference(FieldSet.of(path));
    if (!set.isEmpty) owners.set(key, set === owner.set ? owner : { ...owner, set });
  }
  const path = pathOf(apiVersion);
  for (const [key, { time: _time, ...owner }] of scaled)
    // Upstream, too, looks for the time among those of the parent, where it is not.
    if (path && owner.set.has(SCALE_REPLICAS)) owners.set(key, { ...owner, apiVersion, set: FieldSet.of(path) });
  return encodeManagedFields(owners);
}
