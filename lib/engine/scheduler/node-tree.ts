/**
 * The order in which nodes are looked at: the zones have their turns, so that a search that ends early has looked at all of them.
 *
 * Upstream: pkg/scheduler/internal/cache/node_tree.go, staging/src/k8s.io/component-helpers/node/topology/helpers.go (GetZoneKey)
 */
import type { Node } from '../apimachinery/api/core-v1';
import type { NodeInfo } from './node-info';

export class NodeTree {
  readonly #zones = new Map<string, NodeInfo[]>();
  #order: readonly NodeInfo[] | undefined;
  #slots: Int32Array | undefined;

  add(info: NodeInfo): void {
    const zone = zoneOf(info.node);
    const members = this.#zones.get(zone);
    if (members) members.push(info);
    else this.#zones.set(zone, [info]);
    this.#changed();
  }

  /** @param node as it was when it was added */
  remove(info: NodeInfo, node: Node): void {
    const zone = zoneOf(node);
    const members = this.#zones.get(zone)!;
    members.splice(members.indexOf(info), 1);
    if (members.length === 0) this.#zones.delete(zone);
    this.#changed();
  }

  /** The node has changed. */
  update(info: NodeInfo, before: Node): void {
    if (zoneOf(before) === zoneOf(info.node)) return;
    this.remove(info, before);
    this.add(info);
  }

  /** The first node of each zone, then the second, and so on. */
  nodes(): readonly NodeInfo[] {
    this.#order ??= this.#zoneByZone();
    return this.#order;
  }

  /** Their slots. */
  slots(): Int32Array {
    this.#slots ??= Int32Array.from(this.nodes(), ({ slot }) => slot);
    return this.#slots;
  }

  #changed(): void {
    this.#order = undefined;
    this.#slots = undefined;
  }

  #zoneByZone(): NodeInfo[] {
    const order: NodeInfo[] = [];
    let left = [...this.#zones.values()];
    for (let round = 0; left.length > 0; round++) {
      left = left.filter((members) => round < members.length);
      for (const members of left) order.push(members[round]!);
    }
    return order;
  }
}

function zoneOf({ metadata: { labels = {} } }: Node): string {
  const region = labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return `${region}:${zone}`;
}
