/** Pods counted by label and value of their nodes: what is known of all of them, weighted, and what a trial adds or takes away. */
import { NO_DOMAIN, type Domains } from '../counting/domains';
import type { DomainSums, NodeCounts } from '../counting/node-counts';
import type { NodeInfo } from '../node-info';
import type { Snapshot } from '../snapshot';

/** Of one label. */
export class KeyTally {
  readonly #parts: { readonly sums: DomainSums; readonly weight: number }[] = [];
  #trial: Map<number, number> | undefined;
  #trialTotal = 0;

  constructor(private readonly domains: Domains) {}

  get topologyKey(): string {
    return this.domains.topologyKey;
  }

  get isEmpty(): boolean {
    return this.#trialTotal === 0 ? this.#parts.length === 0 : this.#total() === 0;
  }

  of(node: NodeInfo): number {
    const domain = this.domains.indexOf(node);
    if (domain === NO_DOMAIN) return 0;
    let count = this.#trial === undefined ? 0 : (this.#trial.get(domain) ?? 0);
    for (let index = 0; index < this.#parts.length; index++) {
      const { sums, weight } = this.#parts[index]!;
      count += sums.of(domain) * weight;
    }
    return count;
  }

  add(snapshot: Snapshot, counts: NodeCounts, weight: number): void {
    const sums = snapshot.sumsOf(counts, this.domains);
    if (sums.total > 0) this.#parts.push({ sums, weight });
  }

  /** One pod more or less on a node, for the sake of trying. */
  try(node: NodeInfo, by: 1 | -1): void {
    const domain = this.domains.indexOf(node);
    if (domain === NO_DOMAIN) return;
    this.#trial ??= new Map();
    this.#trial.set(domain, (this.#trial.get(domain) ?? 0) + by);
    this.#trialTotal += by;
  }

  #total(): number {
    return this.#parts.reduce((sum, { sums, weight }) => sum + sums.total * weight, this.#trialTotal);
  }
}

export class TopologyTally {
  readonly #tallies: KeyTally[] = [];

  constructor(private readonly snapshot: Snapshot) {}

  /** Nothing is counted for any value. */
  get isEmpty(): boolean {
    return this.#tallies.every(({ isEmpty }) => isEmpty);
  }

  /** Whether anything is counted for one of the node's labels. */
  concerns(node: NodeInfo): boolean {
    for (let index = 0; index < this.#tallies.length; index++) if (this.#tallies[index]!.of(node) > 0) return true;
    return false;
  }

  /** All that is counted for the node's labels. */
  sum(node: NodeInfo): number {
    let sum = 0;
    for (let index = 0; index < this.#tallies.length; index++) sum += this.#tallies[index]!.of(node);
    return sum;
  }

  /** Each pod counts for so much. */
  add(topologyKey: string, counts: NodeCounts, weight = 1): void {
    this.by(topologyKey).add(this.snapshot, counts, weight);
  }

  /** What is counted for the values of one label. */
  by(topologyKey: string): KeyTally {
    let tally = this.#tallies.find((one) => one.topologyKey === topologyKey);
    if (!tally) this.#tallies.push((tally = new KeyTally(this.snapshot.domains(topologyKey))));
    return tally;
  }
}
