/**
 * The nodes as the scheduler sees them, with the pods on them, assumed ones included.
 *
 * Nodes come in turn from each zone, so that a search that ends early has looked at all of them.
 *
 * Upstream: pkg/scheduler/internal/cache/{cache,node_tree,snapshot}.go
 */
import type { Node, Pod } from '../apimachinery/api/core-v1';
import type { Selector } from '../apimachinery/labels';
import { NodeInfo } from './node-info';
import { PodGroups, type MatchingPods } from './pod-groups';

export class Snapshot {
  readonly #nodes = new Map<string, NodeInfo>();
  /** Pods bound to nodes that are not known (yet). */
  readonly #homeless = new Map<string, Map<string, Pod>>();
  readonly #placed = new Map<string, Pod>();
  readonly #groups = new PodGroups();
  /** How many nodes have an image, by name. */
  readonly #images = new Map<string, number>();
  #order: readonly NodeInfo[] | undefined;

  get(name: string): NodeInfo | undefined {
    return this.#nodes.get(name);
  }

  get size(): number {
    return this.#nodes.size;
  }

  /** All nodes, zone by zone in turn. */
  nodes(): readonly NodeInfo[] {
    this.#order ??= interleaved([...this.#nodes.values()]);
    return this.#order;
  }

  /** How many nodes have an image. */
  nodesWithImage(name: string): number {
    return this.#images.get(name) ?? 0;
  }

  /** Pods of a namespace that a selector matches, by node; those that are going do not count, and a selector of everything finds none. */
  matching(namespace: string, selector: Selector): MatchingPods {
    return this.#groups.matching(namespace, selector);
  }

  putNode(node: Node): void {
    const { name } = node.metadata;
    const info = this.#nodes.get(name);
    if (info) {
      if (zoneOf(info.node) !== zoneOf(node)) this.#order = undefined;
      const before = info.images;
      info.node = node;
      if (info.images !== before) {
        this.#countImages(before, -1);
        this.#countImages(info.images, 1);
      }
      return;
    }
    const added = new NodeInfo(node);
    this.#countImages(added.images, 1);
    for (const pod of this.#homeless.get(name)?.values() ?? []) added.addPod(pod);
    this.#homeless.delete(name);
    this.#nodes.set(name, added);
    this.#order = undefined;
  }

  removeNode(name: string): void {
    const info = this.#nodes.get(name);
    if (!info) return;
    const pods = new Map([...info.pods].map(({ pod }) => [pod.metadata.uid, pod]));
    if (pods.size > 0) this.#homeless.set(name, pods);
    this.#countImages(info.images, -1);
    this.#nodes.delete(name);
    this.#order = undefined;
  }

  /** A pod that is bound, or assumed to be; put again when it changes. */
  putPod(pod: Pod): void {
    const { uid } = pod.metadata;
    const before = this.#placed.get(uid);
    const nodeName = pod.spec?.nodeName ?? '';
    const hasMoved = before !== undefined && (before.spec?.nodeName ?? '') !== nodeName;
    if (before && hasMoved) this.removePod(before);
    this.#placed.set(uid, pod);
    if (!before || hasMoved) this.#groups.add(pod);
    else this.#groups.replace(before, pod);
    const info = this.#nodes.get(nodeName);
    if (info) info.addPod(pod);
    else {
      const pods = this.#homeless.get(nodeName) ?? new Map<string, Pod>();
      this.#homeless.set(nodeName, pods.set(uid, pod));
    }
  }

  removePod({ metadata: { uid } }: Pod): void {
    const placed = this.#placed.get(uid);
    if (!placed) return;
    this.#placed.delete(uid);
    this.#groups.remove(placed);
    const nodeName = placed.spec?.nodeName ?? '';
    this.#nodes.get(nodeName)?.removePod(placed);
    this.#homeless.get(nodeName)?.delete(uid);
  }

  #countImages(images: ReadonlyMap<string, number>, by: 1 | -1): void {
    for (const name of images.keys()) {
      const count = this.nodesWithImage(name) + by;
      if (count > 0) this.#images.set(name, count);
      else this.#images.delete(name);
    }
  }
}

function zoneOf({ metadata: { labels = {} } }: Node): string {
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return `${region}:${zone}`;
}

function interleaved(nodes: readonly NodeInfo[]): NodeInfo[] {
  const zones = new Map<string, NodeInfo[]>();
  for (const info of nodes) {
    const zone = zoneOf(info.node);
    const members = zones.get(zone) ?? [];
    zones.set(zone, members);
    members.push(info);
  }
  const order: NodeInfo[] = [];
  for (let round = 0; order.length < nodes.length; round++) {
    for (const members of zones.values()) if (members[round]) order.push(members[round]!);
  }
  return order;
}
