/**
 * The nodes as the scheduler sees them, with the pods on them, assumed ones included.
 *
 * Upstream: pkg/scheduler/internal/cache/{cache,snapshot}.go
 */
import type { Node, Pod } from '../apimachinery/api/core-v1';
import { LeastRecentlyUsed } from '../client/least-recently-used';
import { ChangeLog } from './change-log';
import { AffinityTermOwners } from './counting/affinity-term-owners';
import { Domains, EVERY_NODE, type NodeScope } from './counting/domains';
import type { DomainSums, NodeCounts } from './counting/node-counts';
import { PodGroups, type PodRule } from './counting/pod-groups';
import { NodeInfo } from './node-info';
import { NodeTree } from './node-tree';
import { priorityOf } from './pod-priority';

/** So many ways to put nodes together are followed at a time. */
const DOMAINS = 256;

export class Snapshot {
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #tree = new NodeTree();
  /** Pods bound to nodes that are not known (yet). */
  readonly #homeless = new Map<string, Map<string, Pod>>();
  readonly #placed = new Map<string, Pod>();
  readonly #groups = new PodGroups();
  readonly #domains = new LeastRecentlyUsed<Domains>(DOMAINS, (domains) => domains.release());
  /** How many nodes have an image, by name. */
  readonly #images = new Map<string, number>();
  readonly #freeSlots: number[] = [];
  /** How many pods that have a node are of each priority. */
  readonly #priorities = new Map<number, number>();
  /** Which nodes have changed. */
  readonly changes = new ChangeLog();
  /** Affinity terms of the pods that are there. */
  readonly termOwners = new AffinityTermOwners();

  get(name: string): NodeInfo | undefined {
    return this.#nodes.get(name);
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** All nodes, in the order in which they are looked at. */
  nodes(): readonly NodeInfo[] {
    return this.#tree.nodes();
  }

  /** Their slots, in the same order. */
  slots(): Int32Array {
    return this.#tree.slots();
  }

  /** How many nodes have an image. */
  nodesWithImage(name: string): number {
    return this.#images.get(name) ?? 0;
  }

  /** How many pods a rule matches on each node. */
  counted(rule: PodRule): NodeCounts {
    return this.#groups.counted(rule);
  }

  /** The nodes by their values of a label. */
  domains(topologyKey: string, scope: NodeScope = EVERY_NODE): Domains {
    const key = `${topologyKey}\n${scope.key}`;
    let domains = this.#domains.get(key);
    if (!domains) {
      domains = new Domains(topologyKey, scope);
      for (const info of this.#nodes.values()) domains.put(info);
      this.#domains.set(key, domains);
    }
    return domains;
  }

  /** What is counted node by node, summed up. */
  sumsOf(counts: NodeCounts, domains: Domains): DomainSums {
    return counts.sumsOver(domains, this.#nodes.values());
  }

  /** Labels of namespaces are not what they were. */
  namespacesChanged(): void {
    this.#groups.namespacesChanged();
  }

  putNode(node: Node): NodeInfo {
    const { name } = node.metadata;
    const info = this.#nodes.get(name);
    if (info) return this.#updateNode(info, node);
    const added = new NodeInfo(node, this.#freeSlots.pop() ?? this.#nodes.size);
    this.#nodes.set(name, added);
    this.#tree.add(added);
    this.changes.note(added.slot);
    this.#countImages(added.images, 1);
    for (const domains of this.#domains.values()) domains.put(added);
    for (const pod of this.#homeless.get(name)?.values() ?? []) this.#arrive(pod, added);
    this.#homeless.delete(name);
    return added;
  }

  #updateNode(info: NodeInfo, node: Node): NodeInfo {
    const { node: before, images, version } = info;
    info.node = node;
    if (info.version !== version) this.changes.note(info.slot);
    this.#tree.update(info, before);
    if (info.images !== images) {
      this.#countImages(images, -1);
      this.#countImages(info.images, 1);
    }
    // Which domain a node is in, and whether it counts there, is for its labels and taints to say.
    if (before.metadata.labels !== node.metadata.labels || before.spec !== node.spec) {
      for (const domains of this.#domains.values()) domains.put(info);
    }
    return info;
  }

  removeNode(name: string): void {
    const info = this.#nodes.get(name);
    if (!info) return;
    const pods = new Map([...info.pods()].map((pod) => [pod.metadata.uid, pod]));
    if (pods.size > 0) this.#homeless.set(name, pods);
    for (const pod of pods.values()) this.#depart(pod, info);
    for (const domains of this.#domains.values()) domains.remove(info);
    this.#countImages(info.images, -1);
    this.#nodes.delete(name);
    this.#tree.remove(info, info.node);
    this.#freeSlots.push(info.slot);
  }

  /** Whether any pod on a node is less important than this. */
  hasPodsBelow(priority: number): boolean {
    for (const one of this.#priorities.keys()) if (one < priority) return true;
    return false;
  }

  /** A pod that is bound, or assumed to be; put again when it changes. */
  putPod(pod: Pod): void {
    const { uid } = pod.metadata;
    const nodeName = pod.spec?.nodeName ?? '';
    let before = this.#placed.get(uid);
    if (before && before.spec?.nodeName !== nodeName) {
      this.removePod(before);
      before = undefined;
    }
    this.#placed.set(uid, pod);
    const info = this.#nodes.get(nodeName);
    if (info) return this.#arrive(pod, info, before);
    const pods = this.#homeless.get(nodeName) ?? new Map<string, Pod>();
    this.#homeless.set(nodeName, pods.set(uid, pod));
  }

  removePod({ metadata: { uid } }: Pod): void {
    const placed = this.#placed.get(uid);
    if (!placed) return;
    this.#placed.delete(uid);
    const nodeName = placed.spec?.nodeName ?? '';
    const info = this.#nodes.get(nodeName);
    if (info) this.#depart(placed, info);
    else this.#homeless.get(nodeName)?.delete(uid);
  }

  #arrive(pod: Pod, info: NodeInfo, before?: Pod): void {
    const { version } = info;
    info.addPod(pod);
    if (info.version !== version) this.changes.note(info.slot);
    if (before) {
      this.#groups.replace(before, pod, info);
      this.termOwners.replace(before, pod, info);
    } else {
      this.#groups.add(pod, info);
      this.termOwners.add(pod, info);
      this.#countPriority(pod, 1);
    }
  }

  #depart(pod: Pod, info: NodeInfo): void {
    info.removePod(pod);
    this.changes.note(info.slot);
    this.#groups.remove(pod, info);
    this.termOwners.remove(pod, info);
    this.#countPriority(pod, -1);
  }

  #countPriority(pod: Pod, by: 1 | -1): void {
    const priority = priorityOf(pod);
    const count = (this.#priorities.get(priority) ?? 0) + by;
    if (count > 0) this.#priorities.set(priority, count);
    else this.#priorities.delete(priority);
  }

  #countImages(images: ReadonlyMap<string, number>, by: 1 | -1): void {
    for (const name of images.keys()) {
      const count = this.nodesWithImage(name) + by;
      if (count > 0) this.#images.set(name, count);
      else this.#images.delete(name);
    }
  }
}
