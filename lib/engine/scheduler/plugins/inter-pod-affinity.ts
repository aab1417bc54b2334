/**
 * Pods that want to be near other pods, or away from them.
 *
 * Upstream: pkg/scheduler/framework/plugins/interpodaffinity/{plugin,filtering,scoring}.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { PluginArguments } from '../configuration/plugin-arguments';
import type { OwnedTerm } from '../counting/affinity-term-owners';
import type { NodeCounts } from '../counting/node-counts';
import {
  MAX_SCORE,
  unresolvable,
  unschedulable,
  type CycleState,
  type NodeFilter,
  type Plugin,
  type PreFilterAnswer,
  type ScoreFunctions,
} from '../framework';
import type { NodeInfo } from '../node-info';
import { affinityTermsOf, type AffinityTerm, type NamespaceLabels, type WeightedTerm } from '../pod-affinity-terms';
import type { Snapshot } from '../snapshot';
import { TopologyTally, type KeyTally } from './topology-tally';

const NAME = 'InterPodAffinity';
const SCORES = `${NAME}/scores`;
const NOT_NEAR = unresolvable("node(s) didn't match pod affinity rules");
const NOT_AWAY = unschedulable("node(s) didn't match pod anti-affinity rules");
const NOT_WANTED = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");

interface FilterState {
  /** Terms of pods that are there and want to be away from such a pod. */
  readonly existing: TopologyTally;
  readonly affinity: TopologyTally;
  readonly antiAffinity: TopologyTally;
}

/** What of the affinity of pods that are there counts for a pod that they would like to have near. */
type Given = Pick<PluginArguments, 'hardPodAffinityWeight' | 'ignorePreferredTermsOfExistingPods'>;

export function interPodAffinity(namespaces: NamespaceLabels, given: Given): Plugin {
  return new InterPodAffinity(namespaces, given);
}

class InterPodAffinity implements Plugin {
  readonly name = NAME;
  readonly wakesOn = ['PodAdded', 'PodUpdated', 'PodDeleted', 'NodeAdded', 'NodeLabel'] as const;
  readonly score: ScoreFunctions = {
    prepare: (cycle, pod) => {
      const points = this.#points(cycle.snapshot, pod);
      cycle.set(SCORES, points);
      return !points.isEmpty;
    },
    of: (cycle) => {
      const points = cycle.get<TopologyTally>(SCORES)!;
      return (node) => points.sum(node);
    },
    normalize: (_cycle, _pod, scores) => normalize(scores),
  };

  constructor(
    private readonly namespaces: NamespaceLabels,
    private readonly given: Given,
  ) {}

  preFilter(cycle: CycleState, pod: Pod): PreFilterAnswer | void {
    const { snapshot } = cycle;
    const { requiredAffinity, requiredAntiAffinity } = affinityTermsOf(pod);
    const existing = new TopologyTally(snapshot);
    this.#addOwned(existing, snapshot.termOwners.requiredAntiAffinity, pod, () => 1);
    if (requiredAffinity.length + requiredAntiAffinity.length === 0 && existing.isEmpty) return { skip: true };
    const affinity = new TopologyTally(snapshot);
    const antiAffinity = new TopologyTally(snapshot);
    for (const { topologyKey } of requiredAffinity) {
      affinity.add(topologyKey, this.#matching(snapshot, requiredAffinity));
    }
    for (const term of requiredAntiAffinity) antiAffinity.add(term.topologyKey, this.#matching(snapshot, [term]));
    cycle.set(NAME, { existing, affinity, antiAffinity } satisfies FilterState);
  }

  podAdded(cycle: CycleState, pod: Pod, other: Pod, node: NodeInfo): void {
    this.#try(cycle, pod, other, node, 1);
  }

  podRemoved(cycle: CycleState, pod: Pod, other: Pod, node: NodeInfo): void {
    this.#try(cycle, pod, other, node, -1);
  }

  filter(cycle: CycleState, pod: Pod): NodeFilter {
    const { existing, affinity, antiAffinity } = cycle.get<FilterState>(NAME)!;
    const { requiredAffinity, requiredAntiAffinity } = affinityTermsOf(pod);
    const near = requiredAffinity.map(({ topologyKey }) => affinity.by(topologyKey));
    const away = requiredAntiAffinity.map(({ topologyKey }) => antiAffinity.by(topologyKey));
    return (node) => {
      if (near.length > 0 && !this.#satisfiesAffinity(pod, affinity, near, node)) return NOT_NEAR;
      for (let index = 0; index < away.length; index++) if (away[index]!.of(node) > 0) return NOT_AWAY;
      return existing.concerns(node) ? NOT_WANTED : undefined;
    };
  }

  /** The first pod of a group that wants to be near itself may go wherever the label is. */
  #satisfiesAffinity(pod: Pod, counts: TopologyTally, near: readonly KeyTally[], node: NodeInfo): boolean {
    if (!near.every(({ topologyKey }) => topologyKey in node.labels)) return false;
    if (near.every((tally) => tally.of(node) > 0)) return true;
    return counts.isEmpty && this.#matchesAll(affinityTermsOf(pod).requiredAffinity, pod);
  }

  #matchesAll(terms: readonly AffinityTerm[], { metadata }: Pod): boolean {
    return terms.length > 0 && terms.every((term) => term.matches(metadata, this.namespaces));
  }

  /** Pods that match all of the terms. */
  #matching(snapshot: Snapshot, terms: readonly AffinityTerm[]): NodeCounts {
    return snapshot.counted({
      key: `affinity ${terms.map(({ key }) => key).join()}`,
      namespace: terms.length === 1 ? terms[0]!.namespace : undefined,
      requirements: terms.flatMap(({ requirements }) => requirements),
      matches: (group) => terms.every((term) => term.matches(group, this.namespaces)),
    });
  }

  /** Adds pods that are there and have a term that matches the pod. */
  #addOwned<Term extends AffinityTerm>(
    tally: TopologyTally,
    owned: Iterable<OwnedTerm<Term>>,
    { metadata }: Pod,
    weightOf: (term: Term) => number,
  ): void {
    for (const { term, owners } of owned) {
      if (term.matches(metadata, this.namespaces)) tally.add(term.topologyKey, owners, weightOf(term));
    }
  }

  #try(cycle: CycleState, pod: Pod, other: Pod, node: NodeInfo, by: 1 | -1): void {
    const state = cycle.get<FilterState>(NAME);
    if (!state) return;
    for (const term of affinityTermsOf(other).requiredAntiAffinity) {
      if (term.matches(pod.metadata, this.namespaces)) state.existing.by(term.topologyKey).try(node, by);
    }
    const { requiredAffinity, requiredAntiAffinity } = affinityTermsOf(pod);
    if (this.#matchesAll(requiredAffinity, other)) {
      for (const { topologyKey } of requiredAffinity) state.affinity.by(topologyKey).try(node, by);
    }
    for (const term of requiredAntiAffinity) {
      if (term.matches(other.metadata, this.namespaces)) state.antiAffinity.by(term.topologyKey).try(node, by);
    }
  }

  #points(snapshot: Snapshot, pod: Pod): TopologyTally {
    const points = new TopologyTally(snapshot);
    const { hardPodAffinityWeight, ignorePreferredTermsOfExistingPods } = this.given;
    const { preferredAffinity, preferredAntiAffinity } = affinityTermsOf(pod);
    const prefers = preferredAffinity.length + preferredAntiAffinity.length > 0;
    if (ignorePreferredTermsOfExistingPods && !prefers) return points;
    const matching = (term: WeightedTerm): NodeCounts => this.#matching(snapshot, [term]);
    for (const term of preferredAffinity) points.add(term.topologyKey, matching(term), term.weight);
    for (const term of preferredAntiAffinity) points.add(term.topologyKey, matching(term), -term.weight);
    const { termOwners } = snapshot;
    if (hardPodAffinityWeight > 0) {
      this.#addOwned(points, termOwners.requiredAffinity, pod, () => hardPodAffinityWeight);
    }
    this.#addOwned(points, termOwners.preferredAffinity, pod, ({ weight }) => weight);
    this.#addOwned(points, termOwners.preferredAntiAffinity, pod, ({ weight }) => -weight);
    return points;
  }
}

function normalize(scores: Float64Array): void {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const score of scores) {
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  const range = highest - lowest;
  // The quotient first, as upstream has it: what is cut off afterwards may differ by a point.
  for (let index = 0; index < scores.length; index++) {
    scores[index] = range > 0 ? Math.trunc(MAX_SCORE * ((scores[index]! - lowest) / range)) : 0;
  }
}
