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

interface GrowingGroup extends RefusalGroup {
  count: number;
  readonly examples: string[];
}

export class NodeRefusals {
  readonly #nodes: NodeInfo[] = [];
  readonly #refusals: NodeRefusal[] = [];
  readonly #groups = new Map<NodeRefusal, GrowingGroup>();
  #last: GrowingGroup | undefined;
  #bySlot: readonly (NodeRefusal | undefined)[] | undefined;

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
    this.#bySlot ??= this.#listBySlot();
    return this.#bySlot[node.slot];
  }

  add(node: NodeInfo, refusal: NodeRefusal): void {
    this.#nodes.push(node);
    this.#refusals.push(refusal);
    this.#bySlot = undefined;
    const group = this.#last?.refusal === refusal ? this.#last : this.#groupOf(refusal);
    this.#last = group;
    if (group.count++ < EXAMPLES) group.examples.push(node.name);
  }

  /** In the order in which they were first met. */
  groups(): readonly RefusalGroup[] {
    return [...this.#groups.values()];
  }

  /** Names of the plugins that refused. */
  plugins(): Set<string> {
    const names = new Set<string>();
    for (const { plugin } of this.#groups.keys()) names.add(plugin);
    return names;
  }

  #listBySlot(): readonly (NodeRefusal | undefined)[] {
    let most = 0;
    for (const { slot } of this.#nodes) if (slot > most) most = slot;
    const list = new Array<NodeRefusal | undefined>(most + 1).fill(undefined);
    for (let index = 0; index < this.#nodes.length; index++) list[this.#nodes[index]!.slot] = this.#refusals[index];
    return list;
  }

  #groupOf(refusal: NodeRefusal): GrowingGroup {
    let group = this.#groups.get(refusal);
    if (!group) this.#groups.set(refusal, (group = { refusal, count: 0, examples: [] }));
    return group;
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
