/**
 * Deletes what nobody owns any more, in the order that the owners' deletion asks for.
 *
 * An object goes when none of its owners is left: at once (background), before its owner (foreground), or not at all (orphan).
 *
 * Watches: everything that can be deleted, but Events. Writes: deletions, owner references, finalizers, Events.
 * Upstream: pkg/controller/garbagecollector/{garbagecollector,graph_builder}.go
 */
import { parseGroupVersion, type KubeObject, type OwnerReference } from '../apimachinery/object-meta';
import { isStatusError } from '../apimachinery/status-error';
import type { PropagationPolicy } from '../apiserver/request';
import type { ServedResource } from '../client/client';
import { ReconcilingController, RetryError } from '../client/controller';
import { ServedResources } from '../client/served-resources';
import { ObjectGraph, type GraphNode } from './garbage-collector/object-graph';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
/** Keys of objects whose dependents are to be orphaned. */
const ORPHANING = 'orphan:';

/** The owners of an object, by what is left of them. */
interface Owners {
  readonly solid: readonly OwnerReference[];
  readonly dangling: readonly OwnerReference[];
  /** Waiting for their dependents to go. */
  readonly waiting: readonly OwnerReference[];
}

export class GarbageCollectorController extends ReconcilingController {
  readonly name = 'garbage-collector-controller';
  readonly #graph = new ObjectGraph();

  start(): void {
    new ServedResources(this.context, (resource) => this.#follow(resource)).start();
  }

  #follow(resource: ServedResource): void {
    const { table, verbs } = resource;
    if (table === 'events' || !['delete', 'list', 'watch'].every((verb) => verbs.includes(verb))) return;
    const put = (object: KubeObject): void => this.#put(object, resource);
    this.context.informers.of(table).addHandlers({
      added: put,
      updated: (_before, after) => put(after),
      deleted: (object) => this.#remove(object.metadata.uid),
    });
  }

  #put(object: KubeObject, resource: ServedResource): void {
    const change = this.#graph.put(object, resource);
    const { node, startsDeletingDependents, orphans, unblocked, ownerUnknown, mistaken } = change;
    if (orphans) this.queue.add(`${ORPHANING}${node.uid}`);
    if (startsDeletingDependents) {
      for (const dependent of this.#graph.dependentsOf(node.uid)) this.queue.add(dependent.uid);
      this.queue.add(node.uid);
    }
    for (const owner of unblocked) if (this.#graph.get(owner)?.deletingDependents) this.queue.add(owner);
    const waitedFor = node.owners.some(({ uid }) => this.#graph.get(uid)?.deletingDependents);
    const foreign = mistaken.find(({ uid }) => !['', node.namespace].includes(this.#graph.get(uid)!.namespace));
    if (foreign) this.#tellForeignOwner(node, foreign);
    if (ownerUnknown || waitedFor || mistaken.length > 0) this.queue.add(node.uid);
  }

  #remove(uid: string): void {
    const { owners, dependents } = this.#graph.remove(uid);
    for (const dependent of dependents) this.queue.add(dependent.uid);
    for (const owner of owners) if (this.#graph.get(owner.uid)?.deletingDependents) this.queue.add(owner.uid);
  }

  reconcile(key: string): void {
    const orphaning = key.startsWith(ORPHANING);
    const node = this.#graph.get(orphaning ? key.slice(ORPHANING.length) : key);
    if (!node) return;
    if (orphaning) return this.#orphanDependents(node);
    if (node.beingDeleted && !node.deletingDependents) return;
    const latest = this.#read(node);
    if (!latest || latest.metadata.uid !== node.uid) return this.#remove(node.uid);
    if (node.deletingDependents) return this.#awaitDependents(node, latest);
    const references = latest.metadata.ownerReferences ?? [];
    if (references.length === 0) return;
    const owners = this.#classify(node, references);
    if (owners) this.#collect(node, latest, owners);
  }

  #collect(node: GraphNode, latest: KubeObject, { solid, dangling, waiting }: Owners): void {
    if (solid.length > 0) {
      const gone = [...dangling, ...waiting].map(({ uid }) => uid);
      if (gone.length > 0) this.#dropOwners(node, latest, gone);
      return;
    }
    const dependents = this.#graph.dependentsOf(node.uid);
    if (waiting.length > 0 && dependents.length > 0) {
      if (dependents.some(({ deletingDependents }) => deletingDependents)) this.#unblockOwners(node, latest);
      return this.#delete(node, 'Foreground');
    }
    const finalizers = latest.metadata.finalizers ?? [];
    this.#delete(
      node,
      finalizers.includes(ORPHAN) ? 'Orphan' : finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background',
    );
  }

  /** Undefined when an object without namespace names an owner that is in one: what becomes of it nobody can say. */
  #classify(node: GraphNode, references: readonly OwnerReference[]): Owners | undefined {
    const owners = { solid: [] as OwnerReference[], dangling: [] as OwnerReference[], waiting: [] as OwnerReference[] };
    for (const reference of references) {
      const resource = this.#resourceOf(reference);
      if (resource.namespaced && node.namespace === '') return undefined;
      const owner = this.#ownerOf(node, reference, resource);
      if (!owner) owners.dangling.push(reference);
      else {
        const { deletionTimestamp, finalizers } = owner.metadata;
        const waits = deletionTimestamp !== undefined && finalizers?.includes(FOREGROUND);
        owners[waits ? 'waiting' : 'solid'].push(reference);
      }
    }
    return owners;
  }

  #resourceOf({ apiVersion, kind }: OwnerReference): ServedResource {
    const { group = '' } = parseGroupVersion(apiVersion) ?? {};
    const resource = this.context.client
      .served()
      .find((one) => one.group === group && one.kind === kind && isServedIn(one, apiVersion));
    if (!resource) throw new RetryError(`no resource of kind ${kind} in ${apiVersion}`);
    return resource;
  }

  /** The owner as it is now; undefined when there is none of that name and uid where it could be. */
  #ownerOf(node: GraphNode, { name, uid }: OwnerReference, resource: ServedResource): KubeObject | undefined {
    const namespace = resource.namespaced ? node.namespace : '';
    const owner = this.context.client.resource(resource.plural, resource.group).find(name, namespace);
    return owner?.metadata.uid === uid ? owner : undefined;
  }

  #tellForeignOwner(node: GraphNode, { apiVersion, kind, name, uid }: OwnerReference): void {
    const owner = `[${apiVersion}/${kind}, namespace: ${node.namespace}, name: ${name}, uid: ${uid}]`;
    const message = `ownerRef ${owner} does not exist in namespace "${node.namespace}"`;
    const subject = {
      apiVersion: node.apiVersion,
      kind: node.kind,
      metadata: { name: node.name, namespace: node.namespace, uid: node.uid },
    };
    this.context.events.event(subject, 'Warning', 'OwnerRefInvalidNamespace', message);
  }

  /** The owner goes once nothing that blocks it is left; what is left is told to go. */
  #awaitDependents(node: GraphNode, latest: KubeObject): void {
    const blocking = this.#graph
      .dependentsOf(node.uid)
      .filter(({ owners }) => owners.some(({ uid, blockOwnerDeletion }) => uid === node.uid && blockOwnerDeletion));
    if (blocking.length === 0) return this.#dropFinalizer(node, latest, FOREGROUND);
    for (const dependent of blocking) if (!dependent.deletingDependents) this.queue.add(dependent.uid);
  }

  #orphanDependents(node: GraphNode): void {
    for (const dependent of this.#graph.dependentsOf(node.uid)) {
      const latest = this.#read(dependent);
      if (latest?.metadata.uid === dependent.uid) this.#dropOwners(dependent, latest, [node.uid]);
    }
    const latest = this.#read(node);
    if (latest?.metadata.uid === node.uid) this.#dropFinalizer(node, latest, ORPHAN);
  }

  #read({ resource, name, namespace }: GraphNode): KubeObject | undefined {
    return this.context.client.resource(resource.plural, resource.group).find(name, namespace);
  }

  #dropOwners(node: GraphNode, latest: KubeObject, uids: readonly string[]): void {
    const ownerReferences = (latest.metadata.ownerReferences ?? []).filter(({ uid }) => !uids.includes(uid));
    this.#patch(node, latest, { ownerReferences });
  }

  /** Owner and dependent wait for each other: here the ring is broken. */
  #unblockOwners(node: GraphNode, latest: KubeObject): void {
    const ownerReferences = (latest.metadata.ownerReferences ?? []).map((reference) =>
      reference.blockOwnerDeletion === true ? { ...reference, blockOwnerDeletion: false } : reference,
    );
    this.#patch(node, latest, { ownerReferences });
  }

  #dropFinalizer(node: GraphNode, latest: KubeObject, finalizer: string): void {
    const finalizers = latest.metadata.finalizers ?? [];
    if (!finalizers.includes(finalizer)) return;
    this.#patch(node, latest, { finalizers: finalizers.filter((other) => other !== finalizer) });
  }

  #patch({ resource, name, namespace }: GraphNode, { metadata }: KubeObject, changes: object): void {
    const { uid, resourceVersion } = metadata;
    const requests = this.context.client.resource(resource.plural, resource.group);
    try {
      requests.patch(name, namespace, 'merge', { metadata: { uid, resourceVersion, ...changes } });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  #delete({ resource, name, namespace, uid }: GraphNode, propagationPolicy: PropagationPolicy): void {
    const requests = this.context.client.resource(resource.plural, resource.group);
    try {
      requests.delete(name, namespace, { propagationPolicy, preconditions: { uid } });
    } catch (error) {
      if (!isStatusError(error, 'NotFound', 'Conflict')) throw error;
    }
  }
}

function isServedIn({ versions }: ServedResource, apiVersion: string): boolean {
  return versions.some((version) => version.served && version.apiVersion === apiVersion);
}
