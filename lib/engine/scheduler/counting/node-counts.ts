/** So many pods of a kind on each node, with their sums over domains of nodes: asked for once, and kept up to date from then on. */
import type { NodeInfo } from '../node-info';
import { NO_DOMAIN, type DomainMember, type Domains } from './domains';

/** The sums over the nodes of each domain that count. */
export class DomainSums implements DomainMember {
  readonly #sums: number[] = [];
  #total = 0;

  constructor(private readonly counts: NodeCounts) {}

  /** Over all domains. */
  get total(): number {
    return this.#total;
  }

  /** @param index of `Domains.indexOf` */
  of(index: number): number {
    return this.#sums[index] ?? 0;
  }

  add(index: number, by: number): void {
    this.#sums[index] = this.of(index) + by;
    this.#total += by;
  }

  nodeMoved(node: NodeInfo, before: number, after: number): void {
    const count = this.counts.on(node);
    if (count === 0) return;
    if (before !== NO_DOMAIN) this.add(before, -count);
    if (after !== NO_DOMAIN) this.add(after, count);
  }

  domainsReleased(domains: Domains): void {
    this.counts.forget(domains);
  }
}

export class NodeCounts {
  /** By slot of the node. */
  readonly #counts: number[] = [];
  readonly #sums = new Map<Domains, DomainSums>();
  #total = 0;

  /** Over all nodes. */
  get total(): number {
    return this.#total;
  }

  on({ slot }: NodeInfo): number {
    return this.#counts[slot] ?? 0;
  }

  add(node: NodeInfo, by: number): void {
    this.#counts[node.slot] = this.on(node) + by;
    this.#total += by;
    for (const [domains, sums] of this.#sums) {
      const index = domains.countedIndexOf(node);
      if (index !== NO_DOMAIN) sums.add(index, by);
    }
  }

  /** The sums over some domains. */
  sumsOver(domains: Domains, nodes: Iterable<NodeInfo>): DomainSums {
    let sums = this.#sums.get(domains);
    if (!sums) {
      sums = new DomainSums(this);
      for (const node of nodes) sums.nodeMoved(node, NO_DOMAIN, domains.countedIndexOf(node));
      this.#sums.set(domains, sums);
      domains.join(sums);
    }
    return sums;
  }

  forget(domains: Domains): void {
    const sums = this.#sums.get(domains);
    if (!sums) return;
    domains.leave(sums);
    this.#sums.delete(domains);
  }

  /** Nobody will ask for any of this again. */
  release(): void {
    for (const domains of [...this.#sums.keys()]) this.forget(domains);
  }
}
