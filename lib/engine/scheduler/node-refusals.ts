/** Which nodes refused a pod, and why; as one refusal is often that of hundreds of nodes, they are kept together. */
import type { Refusal } from './framework';
import type { NodeInfo } from './node-info';

/** A refusal and who refused; '' where several plugins did together. */
export interface NodeRefusal extends Refusal {
  readonly plugin: string;
}

/** Nodes with one and the same refusal. */
export interface RefusalGroup {
  readonly refusal: NodeRefusal;
  readonly count: number;
  /** Names of the first of them. */
  readonly examples: readonly string[];
}

const EXAMPLES = 3;

export class NodeRefusals {
  readonly #nodes: NodeInfo[] = [];
  /** By slot of the node. */
  readonly #refusals: NodeRefusal[] = [];

  /** The same refusal of all these nodes. */
  static ofAll(nodes: readonly NodeInfo[], refusal: NodeRefusal): NodeRefusals {
    const refusals = new NodeRefusals();
    for (const node of nodes) refusals.add(node, refusal);
    return refusals;
  }

  get size(): number {
    return this.#nodes.length;
  }

  get(node: NodeInfo): NodeRefusal | undefined {
    return this.#refusals[node.slot];
  }

  add(node: NodeInfo, refusal: NodeRefusal): void {
    this.#nodes.push(node);
    this.#refusals[node.slot] = refusal;
  }

  /** In the order in which they were first met. */
  groups(): readonly RefusalGroup[] {
    const groups = new Map<NodeRefusal, { refusal: NodeRefusal; count: number; examples: string[] }>();
    for (const node of this.#nodes) {
      const refusal = this.#refusals[node.slot]!;
      let group = groups.get(refusal);
      if (!group) groups.set(refusal, (group = { refusal, count: 0, examples: [] }));
      if (group.count++ < EXAMPLES) group.examples.push(node.name);
    }
    return [...groups.values()];
  }

  /** Names of the plugins that refused. */
  plugins(): Set<string> {
    return new Set(this.groups().map(({ refusal }) => refusal.plugin));
  }
}

const named = new WeakMap<Refusal, NodeRefusal>();

/** The refusal of a plugin: one and the same for one and the same refusal. */
export function refusalBy(plugin: string, refusal: Refusal): NodeRefusal {
  const known = named.get(refusal);
  if (known?.plugin === plugin) return known;
  const made = { ...refusal, plugin };
  named.set(refusal, made);
  return made;
}
