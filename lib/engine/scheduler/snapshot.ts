/**
 * The nodes as the scheduler sees them, with the pods on them, assumed ones included.
 *
 * Nodes come in turn from each zone, so that a search that ends early has looked at all of them.
 *
 * Upstream: pkg/scheduler/internal/cache/{cache,node_tree,snapshot}.go
 */
import type { Node, Pod } from '../apimachinery/api/core-v1';
import { NodeInfo } from './node-info';

export class Snapshot {
  readonly #nodes = new Map<string, NodeInfo>();
  /** Pods bound to nodes that are not known (yet). */
  readonly #homeless = new Map<string, Map<string, Pod>>();
  readonly #placed = new Map<string, Pod>();
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

  putNode(node: Node): void {
    const { name } = node.metadata;
    const info = this.#nodes.get(name);
    if (info) {
      if (zoneOf(info.node) !== zoneOf(node)) this.#order = undefined;
      info.node = node;
      return;
    }
    const added = new NodeInfo(node);
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
    this.#nodes.delete(name);
    this.#order = undefined;
  }

  /** A pod that is bound, or assumed to be; put again when it changes. */
  putPod(pod: Pod): void {
    const { uid } = pod.metadata;
    const before = this.#placed.get(uid);
    if (before) this.removePod(before);
    const nodeName = pod.spec?.nodeName ?? '';
    this.#placed.set(uid, pod);
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
    const nodeName = placed.spec?.nodeName ?? '';
    this.#nodes.get(nodeName)?.removePod(placed);
    this.#homeless.get(nodeName)?.delete(uid);
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
