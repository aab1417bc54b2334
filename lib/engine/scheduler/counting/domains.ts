/**
 * The nodes by the value that they have of one label, such as their zones; kept up to date node by node.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/common.go (topologyPair), which is gone through anew for each pod
 */
import type { NodeInfo } from '../node-info';

/** Which nodes count; scopes with the same key say the same. */
export interface NodeScope {
  readonly key: string;
  includes(node: NodeInfo): boolean;
}

export const EVERY_NODE: NodeScope = { key: '', includes: () => true };

/** What has to follow when a node comes into another domain. */
export interface DomainMember {
  /** @param before a domain of `Domains.indexOf`, -1 where the node did not count; @param after the same */
  nodeMoved(node: NodeInfo, before: number, after: number): void;
  /** These domains are not kept up to date any more. */
  domainsReleased(domains: Domains): void;
}

/** The node does not have the label. */
export const NO_DOMAIN = -1;

export class Domains {
  /** By slot of the node. */
  readonly #indexOf: number[] = [];
  readonly #isCounted: boolean[] = [];
  readonly #byValue = new Map<string, number>();
  readonly #values: string[] = [];
  /** By domain: how many nodes have the value, and how many of these count. */
  readonly #nodes: number[] = [];
  readonly #counted: number[] = [];
  readonly #free: number[] = [];
  readonly #members = new Set<DomainMember>();
  #size = 0;

  constructor(
    readonly topologyKey: string,
    private readonly scope: NodeScope,
  ) {}

  /** In how many domains there are nodes that count. */
  get size(): number {
    return this.#size;
  }

  /** A small number for the value that the node has, whether it counts or not; NO_DOMAIN where it does not have the label. */
  indexOf({ slot }: NodeInfo): number {
    return this.#indexOf[slot] ?? NO_DOMAIN;
  }

  /** The same, but only if the node counts. */
  countedIndexOf(node: NodeInfo): number {
    return this.#isCounted[node.slot] ? this.indexOf(node) : NO_DOMAIN;
  }

  /** Each domain with nodes that count. */
  forEach(visit: (index: number) => void): void {
    for (let index = 0; index < this.#counted.length; index++) if (this.#counted[index]! > 0) visit(index);
  }

  /** A node that is new or has changed. */
  put(node: NodeInfo): void {
    const value = node.labels[this.topologyKey];
    this.#move(node, value === undefined ? NO_DOMAIN : this.#indexOfValue(value), this.scope.includes(node));
  }

  remove(node: NodeInfo): void {
    this.#move(node, NO_DOMAIN, false);
  }

  join(member: DomainMember): void {
    this.#members.add(member);
  }

  leave(member: DomainMember): void {
    this.#members.delete(member);
  }

  /** Nobody will ask for these domains again. */
  release(): void {
    for (const member of [...this.#members]) member.domainsReleased(this);
  }

  #move(node: NodeInfo, index: number, isCounted: boolean): void {
    const [indexBefore, before] = [this.indexOf(node), this.countedIndexOf(node)];
    this.#indexOf[node.slot] = index;
    this.#isCounted[node.slot] = isCounted;
    const after = this.countedIndexOf(node);
    if (before !== after) {
      if (after !== NO_DOMAIN && this.#counted[after]!++ === 0) this.#size++;
      if (before !== NO_DOMAIN && --this.#counted[before]! === 0) this.#size--;
      for (const member of this.#members) member.nodeMoved(node, before, after);
    }
    if (indexBefore === index) return;
    if (index !== NO_DOMAIN) this.#nodes[index]!++;
    if (indexBefore !== NO_DOMAIN && --this.#nodes[indexBefore]! === 0) this.#forget(indexBefore);
  }

  #indexOfValue(value: string): number {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    const index = this.#free.pop() ?? this.#values.length;
    this.#byValue.set(value, index);
    this.#values[index] = value;
    this.#nodes[index] = 0;
    this.#counted[index] = 0;
    return index;
  }

  /** No node has the value any more. */
  #forget(index: number): void {
    this.#byValue.delete(this.#values[index]!);
    this.#free.push(index);
  }
}
