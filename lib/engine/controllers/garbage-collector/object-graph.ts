/**
 * Who owns whom, as far as the garbage collector has heard.
 *
 * Upstream: pkg/controller/garbagecollector/graph_builder.go
 */
import type { KubeObject, OwnerReference } from '../../apimachinery/object-meta';
import type { ServedResource } from '../../client/client';

export interface GraphNode {
  readonly uid: string;
  readonly resource: ServedResource;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  owners: readonly OwnerReference[];
  beingDeleted: boolean;
  /** It waits until its dependents are gone. */
  deletingDependents: boolean;
}

/** What a change of an object means for its neighbours. */
export interface GraphChange {
  readonly node: GraphNode;
  /** It has just begun to wait for its dependents. */
  readonly startsDeletingDependents: boolean;
  /** It is being deleted, and its dependents are to stay. */
  readonly orphans: boolean;
  /** Owners that it no longer keeps from going. */
  readonly unblocked: readonly string[];
  /** One of its owners is not known. */
  readonly ownerUnknown: boolean;
  /** Owners that it did not name before, and which are known as something else than it says. */
  readonly mistaken: readonly OwnerReference[];
}

export class ObjectGraph {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #dependents = new Map<string, Set<string>>();

  get(uid: string): GraphNode | undefined {
    return this.#nodes.get(uid);
  }

  /** In the order in which they were heard of. */
  dependentsOf(uid: string): readonly GraphNode[] {
    return [...(this.#dependents.get(uid) ?? [])].flatMap((dependent) => this.#nodes.get(dependent) ?? []);
  }

  /** Takes in an object that is new or has changed. */
  put(object: KubeObject, resource: ServedResource): GraphChange {
    const { uid, name, namespace = '', ownerReferences: owners = [], deletionTimestamp, finalizers } = object.metadata;
    const known = this.#nodes.get(uid);
    const { apiVersion, kind } = object;
    const node: GraphNode = known ?? {
      uid,
      resource,
      apiVersion,
      kind,
      namespace,
      name,
      owners: [],
      beingDeleted: false,
      deletingDependents: false,
    };
    this.#nodes.set(uid, node);
    const mistaken = owners.filter((owner) => this.#mistakes(node, owner));
    const unblocked = this.#link(node, owners);
    const deleted = deletionTimestamp !== undefined;
    const waits = deleted && (finalizers?.includes('foregroundDeletion') ?? false);
    const startsDeletingDependents = waits && !node.deletingDependents;
    node.beingDeleted = deleted;
    node.deletingDependents = waits;
    return {
      node,
      startsDeletingDependents,
      orphans: deleted && (finalizers?.includes('orphan') ?? false),
      unblocked,
      ownerUnknown: owners.some((owner) => !this.#nodes.has(owner.uid)),
      mistaken,
    };
  }

  /** Whether the reference is new, and what has its uid lives in another namespace or has another kind or name. */
  #mistakes(node: GraphNode, { uid, apiVersion, kind, name }: OwnerReference): boolean {
    const owner = this.#nodes.get(uid);
    if (!owner || node.owners.some((before) => before.uid === uid)) return false;
    const elsewhere = owner.namespace !== '' && owner.namespace !== node.namespace;
    return elsewhere || owner.apiVersion !== apiVersion || owner.kind !== kind || owner.name !== name;
  }

  /** Forgets an object; answers its owners and what depended on it. */
  remove(uid: string): { readonly owners: readonly OwnerReference[]; readonly dependents: readonly GraphNode[] } {
    const node = this.#nodes.get(uid);
    const owners = node?.owners ?? [];
    const dependents = this.dependentsOf(uid);
    if (node) {
      this.#link(node, []);
      this.#nodes.delete(uid);
    }
    return { owners, dependents };
  }

  /** Notes the owners; answers those that were blocked by the node and no longer are. */
  #link(node: GraphNode, owners: readonly OwnerReference[]): string[] {
    const unblocked = node.owners
      .filter(({ uid, blockOwnerDeletion }) => {
        const still = owners.find((owner) => owner.uid === uid);
        return blockOwnerDeletion === true && still?.blockOwnerDeletion !== true;
      })
      .map(({ uid }) => uid);
    for (const { uid } of node.owners) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete(node.uid);
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
    for (const { uid } of owners) {
      const dependents = this.#dependents.get(uid) ?? new Set();
      this.#dependents.set(uid, dependents.add(node.uid));
    }
    node.owners = owners;
    return unblocked;
  }
}
