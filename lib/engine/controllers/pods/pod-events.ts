/**
 * Turns what happens to pods into news for their owners.
 *
 * Upstream: pkg/controller/replicaset/replica_set.go (addPod, updatePod, deletePod), and the like in the other controllers of pods
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { controllerOf, type KubeObject, type OwnerReference } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import type { Informer, Lister } from '../../client/informer';

export interface PodNews<Owner extends KubeObject> {
  /** A pod of the owner has come. */
  created(owner: Owner, pod: Pod): void;
  changed(owner: Owner, before: Pod, after: Pod): void;
  /** A pod of the owner is going or gone. */
  deleted(owner: Owner, pod: Pod): void;
  /** The owner has lost a pod to another, or to nobody. */
  lost(owner: Owner, pod: Pod): void;
  /** A pod without owner has come, or has changed its labels. */
  orphaned(pod: Pod): void;
}

export function followPods<Owner extends KubeObject>(
  pods: Informer<Pod>,
  owners: Lister<Owner>,
  kind: string,
  news: PodNews<Owner>,
): void {
  const ownerOf = (pod: Pod, reference: OwnerReference | undefined = controllerOf(pod)): Owner | undefined => {
    if (reference?.kind !== kind) return undefined;
    const owner = owners.get(`${pod.metadata.namespace}/${reference.name}`);
    return owner?.metadata.uid === reference.uid ? owner : undefined;
  };
  const deleted = (pod: Pod): void => {
    const owner = ownerOf(pod);
    if (owner) news.deleted(owner, pod);
  };
  const updated = (before: Pod, after: Pod): void => {
    const [old, current] = [controllerOf(before), controllerOf(after)];
    const moved = !sameJson(old, current);
    const previous = moved ? ownerOf(before, old) : undefined;
    if (previous) news.lost(previous, before);
    if (current) {
      const owner = ownerOf(after, current);
      if (owner) news.changed(owner, before, after);
    } else if (moved || !sameJson(before.metadata.labels, after.metadata.labels)) news.orphaned(after);
  };
  pods.addHandlers({
    added: (pod) => {
      if (pod.metadata.deletionTimestamp !== undefined) return deleted(pod);
      if (!controllerOf(pod)) return news.orphaned(pod);
      const owner = ownerOf(pod);
      if (owner) news.created(owner, pod);
    },
    updated: (before, after) =>
      after.metadata.deletionTimestamp === undefined ? updated(before, after) : deleted(after),
    deleted,
  });
}
