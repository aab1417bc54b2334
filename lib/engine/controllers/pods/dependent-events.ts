/**
 * Turns what happens to objects that have owners, pods above all, into news for those.
 *
 * Upstream: pkg/controller/replicaset/replica_set.go (addPod, updatePod, deletePod), and the like in the other controllers of pods
 */
import { controllerOf, type KubeObject, type OwnerReference } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import type { Informer, Lister } from '../../client/informer';

export interface DependentNews<Owner extends KubeObject, Dependent extends KubeObject> {
  /** A dependent of the owner has come. */
  created(owner: Owner, dependent: Dependent): void;
  changed(owner: Owner, before: Dependent, after: Dependent): void;
  /** A dependent of the owner is going or gone. */
  deleted(owner: Owner, dependent: Dependent): void;
  /** The owner has lost a dependent to another, or to nobody. */
  lost(owner: Owner, dependent: Dependent): void;
  /** One without owner has come, or has changed its labels. */
  orphaned(dependent: Dependent): void;
}

export function followDependents<Owner extends KubeObject, Dependent extends KubeObject>(
  dependents: Informer<Dependent>,
  owners: Lister<Owner>,
  kind: string,
  news: DependentNews<Owner, Dependent>,
): void {
  const ownerOf = (
    dependent: Dependent,
    reference: OwnerReference | undefined = controllerOf(dependent),
  ): Owner | undefined => {
    if (reference?.kind !== kind) return undefined;
    const owner = owners.get(`${dependent.metadata.namespace}/${reference.name}`);
    return owner?.metadata.uid === reference.uid ? owner : undefined;
  };
  const deleted = (dependent: Dependent): void => {
    const owner = ownerOf(dependent);
    if (owner) news.deleted(owner, dependent);
  };
  const updated = (before: Dependent, after: Dependent): void => {
    const [old, current] = [controllerOf(before), controllerOf(after)];
    const moved = !sameJson(old, current);
    const previous = moved ? ownerOf(before, old) : undefined;
    if (previous) news.lost(previous, before);
    if (current) {
      const owner = ownerOf(after, current);
      if (owner) news.changed(owner, before, after);
    } else if (moved || !sameJson(before.metadata.labels, after.metadata.labels)) news.orphaned(after);
  };
  dependents.addHandlers({
    added: (dependent) => {
      if (dependent.metadata.deletionTimestamp !== undefined) return deleted(dependent);
      if (!controllerOf(dependent)) return news.orphaned(dependent);
      const owner = ownerOf(dependent);
      if (owner) news.created(owner, dependent);
    },
    updated: (before, after) =>
      after.metadata.deletionTimestamp === undefined ? updated(before, after) : deleted(after),
    deleted,
  });
}
