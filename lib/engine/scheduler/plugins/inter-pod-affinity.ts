/**
 * Pods that want to be near other pods, or away from them.
 *
 * Upstream: pkg/scheduler/framework/plugins/interpodaffinity/{plugin,filtering,scoring}.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { PluginArguments } from '../configuration/plugin-arguments';
import {
  MAX_SCORE,
  unresolvable,
  unschedulable,
  type CycleState,
  type Plugin,
  type PreFilterAnswer,
  type Refusal,
  type ScoreFunctions,
} from '../framework';
import type { NodeInfo, PodInfo } from '../node-info';
import { affinityTermsOf, type AffinityTerm, type NamespaceLabels } from '../pod-affinity-terms';

const NAME = 'InterPodAffinity';
const SCORES = `${NAME}/scores`;

/** How many matching pods there are, by label and value of the nodes that they are on. */
class TopologyCounts {
  readonly #counts = new Map<string, Map<string, number>>();

  get isEmpty(): boolean {
    return this.#counts.size === 0;
  }

  of(node: NodeInfo, key: string): number {
    const value = node.labels[key];
    return value === undefined ? 0 : (this.#counts.get(key)?.get(value) ?? 0);
  }

  add(node: NodeInfo, key: string, by: number): void {
    const value = node.labels[key];
    if (value === undefined) return;
    const counts = this.#counts.get(key) ?? new Map<string, number>();
    const count = (counts.get(value) ?? 0) + by;
    if (count === 0) counts.delete(value);
    else counts.set(value, count);
    if (counts.size === 0) this.#counts.delete(key);
    else this.#counts.set(key, counts);
  }

  /** Whether anything is counted for one of the node's labels. */
  concerns(node: NodeInfo): boolean {
    for (const [key, counts] of this.#counts) {
      const value = node.labels[key];
      if (value !== undefined && counts.has(value)) return true;
    }
    return false;
  }

  /** All that is counted for the node's labels. */
  sum(node: NodeInfo): number {
    let sum = 0;
    for (const key of this.#counts.keys()) sum += this.of(node, key);
    return sum;
  }
}

interface FilterState {
  /** Terms of pods that are there and want to be away from such a pod. */
  readonly existing: TopologyCounts;
  readonly affinity: TopologyCounts;
  readonly antiAffinity: TopologyCounts;
}

/** What of the affinity of pods that are there counts for a pod that they would like to have near. */
type Given = Pick<PluginArguments, 'hardPodAffinityWeight' | 'ignorePreferredTermsOfExistingPods'>;

export function interPodAffinity(namespaces: NamespaceLabels, given: Given): Plugin {
  return new InterPodAffinity(namespaces, given);
}

class InterPodAffinity implements Plugin {
  readonly name = NAME;
  readonly wakesOn = ['PodAdded', 'PodUpdated', 'PodDeleted', 'NodeAdded', 'NodeLabel'] as const;
  readonly score: ScoreFunctions;

  constructor(
    private readonly namespaces: NamespaceLabels,
    given: Given,
  ) {
    this.score = {
      prepare: (cycle, pod) => {
        const counts = scoreCounts(cycle, pod, namespaces, given);
        cycle.set(SCORES, counts);
        return !counts.isEmpty;
      },
      of: (cycle, _pod, node) => cycle.get<TopologyCounts>(SCORES)!.sum(node),
      normalize: (_cycle, _pod, scores) => {
        const [lowest, highest] = [Math.min(...scores), Math.max(...scores)];
        scores.forEach((score, index) => {
          scores[index] = highest > lowest ? Math.trunc((MAX_SCORE * (score - lowest)) / (highest - lowest)) : 0;
        });
      },
    };
  }

  preFilter(cycle: CycleState, pod: Pod): PreFilterAnswer | void {
    const { requiredAffinity, requiredAntiAffinity } = affinityTermsOf(pod);
    const own = requiredAffinity.length + requiredAntiAffinity.length > 0;
    const state = {
      existing: new TopologyCounts(),
      affinity: new TopologyCounts(),
      antiAffinity: new TopologyCounts(),
    };
    for (const node of cycle.snapshot.nodes()) {
      const others = own ? node.pods : node.podsWithRequiredAntiAffinity;
      for (const other of others) this.#count(state, pod, other, node, 1);
    }
    if (!own && state.existing.isEmpty) return { skip: true };
    cycle.set(NAME, state);
  }

  podAdded(cycle: CycleState, pod: Pod, other: PodInfo, node: NodeInfo): void {
    const state = cycle.get<FilterState>(NAME);
    if (state) this.#count(state, pod, other, node, 1);
  }

  podRemoved(cycle: CycleState, pod: Pod, other: PodInfo, node: NodeInfo): void {
    const state = cycle.get<FilterState>(NAME);
    if (state) this.#count(state, pod, other, node, -1);
  }

  filter(cycle: CycleState, pod: Pod, node: NodeInfo): Refusal | undefined {
    const state = cycle.get<FilterState>(NAME);
    if (!state) return undefined;
    const { requiredAffinity, requiredAntiAffinity } = affinityTermsOf(pod);
    if (!satisfiesAffinity(requiredAffinity, state.affinity, node, () => this.#matchesAll(requiredAffinity, pod))) {
      return unresolvable("node(s) didn't match pod affinity rules");
    }
    if (requiredAntiAffinity.some(({ topologyKey }) => state.antiAffinity.of(node, topologyKey) > 0)) {
      return unschedulable("node(s) didn't match pod anti-affinity rules");
    }
    return state.existing.concerns(node)
      ? unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")
      : undefined;
  }

  #matchesAll(terms: readonly AffinityTerm[], pod: Pod): boolean {
    return terms.length > 0 && terms.every((term) => term.matches(pod, this.namespaces));
  }

  #count(state: FilterState, pod: Pod, { pod: other }: PodInfo, node: NodeInfo, by: 1 | -1): void {
    for (const term of affinityTermsOf(other).requiredAntiAffinity) {
      if (term.matches(pod, this.namespaces)) state.existing.add(node, term.topologyKey, by);
    }
    const { requiredAffinity, requiredAntiAffinity } = affinityTermsOf(pod);
    if (this.#matchesAll(requiredAffinity, other)) {
      for (const { topologyKey } of requiredAffinity) state.affinity.add(node, topologyKey, by);
    }
    for (const term of requiredAntiAffinity) {
      if (term.matches(other, this.namespaces)) state.antiAffinity.add(node, term.topologyKey, by);
    }
  }
}

/** The first pod of a group that wants to be near itself may go wherever the label is. */
function satisfiesAffinity(
  terms: readonly AffinityTerm[],
  counts: TopologyCounts,
  node: NodeInfo,
  matchesItself: () => boolean,
): boolean {
  if (!terms.every(({ topologyKey }) => topologyKey in node.labels)) return false;
  if (terms.every(({ topologyKey }) => counts.of(node, topologyKey) > 0)) return true;
  return counts.isEmpty && matchesItself();
}

function scoreCounts(cycle: CycleState, pod: Pod, namespaces: NamespaceLabels, given: Given): TopologyCounts {
  const counts = new TopologyCounts();
  const own = affinityTermsOf(pod);
  const prefers = own.preferredAffinity.length + own.preferredAntiAffinity.length > 0;
  if (given.ignorePreferredTermsOfExistingPods && !prefers) return counts;
  for (const node of cycle.snapshot.nodes()) {
    for (const { pod: other } of prefers ? node.pods : node.podsWithAffinity) {
      const theirs = affinityTermsOf(other);
      const add = (terms: readonly AffinityTerm[], target: Pod, weightOf: (term: AffinityTerm) => number): void => {
        for (const term of terms)
          if (term.matches(target, namespaces)) counts.add(node, term.topologyKey, weightOf(term));
      };
      const weight = (term: AffinityTerm): number => (term as { readonly weight?: number }).weight ?? 0;
      add(own.preferredAffinity, other, weight);
      add(own.preferredAntiAffinity, other, (term) => -weight(term));
      if (given.hardPodAffinityWeight > 0) add(theirs.requiredAffinity, pod, () => given.hardPodAffinityWeight);
      add(theirs.preferredAffinity, pod, weight);
      add(theirs.preferredAntiAffinity, pod, (term) => -weight(term));
    }
  }
  return counts;
}
