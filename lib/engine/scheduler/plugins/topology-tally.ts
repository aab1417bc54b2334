/** Pods counted by label and value of their nodes: what is known of all of them, weighted, and what a trial adds or takes away. */
import { NO_DOMAIN, type Domains } from '../counting/domains';
import type { DomainSums, NodeCounts } from '../counting/node-counts';
import type { NodeInfo } from '../node-info';
import type { Snapshot } from '../snapshot';

class KeyTally {
  readonly #parts: { readonly sums: DomainSums; readonly weight: number }[] = [];
  readonly #trial = new Map<number, number>();
  #trialTotal = 0;

  constructor(private readonly domains: Domains) {}

  get isEmpty(): boolean {
    return this.#trialTotal === 0 ? this.#parts.length === 0 : this.#total() === 0;
  }

  of(node: NodeInfo): number {
    const domain = this.domains.indexOf(node);
    if (domain === NO_DOMAIN) return 0;
    let count = this.#trial.get(domain) ?? 0;
    for (const { sums, weight } of this.#parts) count += sums.of(domain) * weight;
    return count;
  }

  add(snapshot: Snapshot, counts: NodeCounts, weight: number): void {
    const sums = snapshot.sumsOf(counts, this.domains);
    if (sums.total > 0) this.#parts.push({ sums, weight });
  }

  try(node: NodeInfo, by: number): void {
    const domain = this.domains.indexOf(node);
    if (domain === NO_DOMAIN) return;
    this.#trial.set(domain, (this.#trial.get(domain) ?? 0) + by);
    this.#trialTotal += by;
  }

  #total(): number {
    return this.#parts.reduce((sum, { sums, weight }) => sum + sums.total * weight, this.#trialTotal);
  }
}

export class TopologyTally {
  readonly #byKey = new Map<string, KeyTally>();

  constructor(private readonly snapshot: Snapshot) {}

  /** Nothing is counted for any value. */
  get isEmpty(): boolean {
    for (const tally of this.#byKey.values()) if (!tally.isEmpty) return false;
    return true;
  }

  /** What is counted for the value that the node has of the label. */
  of(node: NodeInfo, topologyKey: string): number {
    return this.#byKey.get(topologyKey)?.of(node) ?? 0;
  }

  /** Whether anything is counted for one of the node's labels. */
  concerns(node: NodeInfo): boolean {
    for (const tally of this.#byKey.values()) if (tally.of(node) > 0) return true;
    return false;
  }

  /** All that is counted for the node's labels. */
  sum(node: NodeInfo): number {
    let sum = 0;
    for (const tally of this.#byKey.values()) sum += tally.of(node);
    return sum;
  }

  /** Each pod counts for so much. */
  add(topologyKey: string, counts: NodeCounts, weight = 1): void {
    this.#of(topologyKey).add(this.snapshot, counts, weight);
  }

  /** One pod more or less on a node, for the sake of trying. */
  try(node: NodeInfo, topologyKey: string, by: 1 | -1): void {
    this.#of(topologyKey).try(node, by);
  }

  #of(topologyKey: string): KeyTally {
    let tally = this.#byKey.get(topologyKey);
    if (!tally) this.#byKey.set(topologyKey, (tally = new KeyTally(this.snapshot.domains(topologyKey))));
    return tally;
  }
}
