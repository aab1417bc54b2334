/**
 * Finds the pods that concern an owner without going through a namespace: its own, by uid, and orphans.
 *
 * Upstream: pkg/controller/replicaset/replica_set.go goes through all pods of the namespace instead
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { controllerOf, type KubeObject } from '../../apimachinery/object-meta';
import type { Informer } from '../../client/informer';

const INDEX = 'controller';

export class PodIndex {
  constructor(private readonly pods: Informer<Pod>) {
    pods.addIndex(INDEX, (pod) => [controllerOf(pod)?.uid ?? `orphans of ${pod.metadata.namespace}`]);
  }

  /** The owner's pods and those of its namespace that nobody owns, in order of name. */
  candidates(owner: KubeObject): readonly Pod[] {
    const own = this.controlledBy(owner);
    const orphans = this.pods.byIndex(INDEX, `orphans of ${owner.metadata.namespace}`);
    if (orphans.length === 0) return own;
    return [...own, ...orphans].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  controlledBy(owner: KubeObject): readonly Pod[] {
    return this.pods.byIndex(INDEX, owner.metadata.uid);
  }
}
