/**
 * The terms of the affinity of pods that have their node, and on which nodes there are how many pods with each of them.
 *
 * Upstream: pkg/scheduler/framework/types.go (NodeInfo.PodsWithAffinity, PodsWithRequiredAntiAffinity), where each pod is asked
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { NodeInfo } from '../node-info';
import {
  affinityTermsOf,
  NO_TERMS,
  type AffinityTerm,
  type AffinityTerms,
  type WeightedTerm,
} from '../pod-affinity-terms';
import { NodeCounts } from './node-counts';

export interface OwnedTerm<Term extends AffinityTerm = AffinityTerm> {
  readonly term: Term;
  /** How many pods have it; one that has it twice is two. */
  readonly owners: NodeCounts;
}

type OwnedTerms<Term extends AffinityTerm> = Map<string, OwnedTerm<Term>>;

export class AffinityTermOwners {
  readonly #requiredAffinity: OwnedTerms<AffinityTerm> = new Map();
  readonly #requiredAntiAffinity: OwnedTerms<AffinityTerm> = new Map();
  readonly #preferredAffinity: OwnedTerms<WeightedTerm> = new Map();
  readonly #preferredAntiAffinity: OwnedTerms<WeightedTerm> = new Map();

  get requiredAffinity(): Iterable<OwnedTerm> {
    return this.#requiredAffinity.values();
  }

  get requiredAntiAffinity(): Iterable<OwnedTerm> {
    return this.#requiredAntiAffinity.values();
  }

  get preferredAffinity(): Iterable<OwnedTerm<WeightedTerm>> {
    return this.#preferredAffinity.values();
  }

  get preferredAntiAffinity(): Iterable<OwnedTerm<WeightedTerm>> {
    return this.#preferredAntiAffinity.values();
  }

  add(pod: Pod, node: NodeInfo): void {
    this.#count(affinityTermsOf(pod), node, 1);
  }

  remove(pod: Pod, node: NodeInfo): void {
    this.#count(affinityTermsOf(pod), node, -1);
  }

  /** The pod has changed, and stays where it is. */
  replace(before: Pod, after: Pod, node: NodeInfo): void {
    if (affinityTermsOf(before) === affinityTermsOf(after)) return;
    this.remove(before, node);
    this.add(after, node);
  }

  #count(terms: AffinityTerms, node: NodeInfo, by: 1 | -1): void {
    if (terms === NO_TERMS) return;
    for (const term of terms.requiredAffinity) count(this.#requiredAffinity, term.key, term, node, by);
    for (const term of terms.requiredAntiAffinity) count(this.#requiredAntiAffinity, term.key, term, node, by);
    const weighted = ({ weight, key }: WeightedTerm): string => `${weight} ${key}`;
    for (const term of terms.preferredAffinity) count(this.#preferredAffinity, weighted(term), term, node, by);
    for (const term of terms.preferredAntiAffinity) count(this.#preferredAntiAffinity, weighted(term), term, node, by);
  }
}

function count<Term extends AffinityTerm>(
  owned: OwnedTerms<Term>,
  key: string,
  term: Term,
  node: NodeInfo,
  by: 1 | -1,
): void {
  let known = owned.get(key);
  if (!known) owned.set(key, (known = { term, owners: new NodeCounts() }));
  known.owners.add(node, by);
  if (known.owners.total !== 0) return;
  known.owners.release();
  owned.delete(key);
}
