/**
 * Finds the objects of one kind that concern an owner without going through a namespace: its own, by uid, and orphans.
 *
 * Upstream: pkg/controller/replicaset/replica_set.go and others go through all objects of the namespace instead
 */
import { controllerOf, type KubeObject } from '../../apimachinery/object-meta';
import type { Informer } from '../../client/informer';

const INDEX = 'controller';

export class DependentIndex<Dependent extends KubeObject> {
  constructor(private readonly dependents: Informer<Dependent>) {
    dependents.addIndex(INDEX, (one) => [controllerOf(one)?.uid ?? `orphans of ${one.metadata.namespace}`]);
  }

  /** The owner's dependents and those of its namespace that nobody owns, in order of name. */
  candidates(owner: KubeObject): readonly Dependent[] {
    const own = this.controlledBy(owner);
    const orphans = this.dependents.byIndex(INDEX, `orphans of ${owner.metadata.namespace}`);
    if (orphans.length === 0) return own;
    return [...own, ...orphans].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }

  controlledBy(owner: KubeObject): readonly Dependent[] {
    return this.dependents.byIndex(INDEX, owner.metadata.uid);
  }
}
