/**
 * Pods that match a selector are spread over the values of a node label.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/{plugin,common,filtering,scoring}.go
 */
import type { Pod, TopologySpreadConstraint } from '../../apimachinery/api/core-v1';
import { MAX_SCORE, unresolvable, unschedulable, type CycleState, type Plugin } from '../framework';
import type { NodeInfo } from '../node-info';
import type { GroupSelector } from '../group-selector';
import type { MatchingPods } from '../pod-groups';
import type { Snapshot } from '../snapshot';
import {
  defaultSpreadConstraints,
  listedSpreadConstraints,
  spreadConstraints,
  type SpreadConstraint,
} from '../spread-constraints';

const NAME = 'PodTopologySpread';
const HOSTNAME = 'kubernetes.io/hostname';
const REASON = "node(s) didn't match pod topology spread constraints";

/** Matching pods by value of the label, of the nodes that count. */
class Spread {
  readonly #counts = new Map<string, number>();
  #fewest: number | undefined;

  constructor(readonly constraint: SpreadConstraint) {}

  /** How many values there are. */
  get size(): number {
    return this.#counts.size;
  }

  of(value: string): number {
    return this.#counts.get(value) ?? 0;
  }

  add(value: string, by: number): void {
    this.#counts.set(value, this.of(value) + by);
    this.#fewest = undefined;
  }

  /** With fewer domains than asked for, the fewest pods of any domain count as none. */
  get fewest(): number {
    if (this.size < this.constraint.minDomains) return 0;
    if (this.#fewest === undefined) {
      this.#fewest = Infinity;
      for (const count of this.#counts.values()) this.#fewest = Math.min(this.#fewest, count);
    }
    return this.#fewest;
  }
}

function change(state: CycleState, other: Pod, node: NodeInfo, pod: Pod, by: 1 | -1): void {
  const spreads = state.get<readonly Spread[]>(NAME) ?? [];
  if (!spreads.every(({ constraint }) => constraint.topologyKey in node.labels)) return;
  for (const spread of spreads) {
    const { constraint } = spread;
    if (other.metadata.namespace !== pod.metadata.namespace || !constraint.includes(node)) continue;
    if (constraint.selector.matches(other.metadata.labels)) spread.add(node.labels[constraint.topologyKey]!, by);
  }
}

/** A constraint that may be broken, with the matching pods by value of the label; those of hosts are asked for node by node. */
interface SoftSpread {
  readonly constraint: SpreadConstraint;
  readonly matching: MatchingPods;
  readonly counts: Map<string, number>;
  readonly weight: number;
}

/** What scoring needs to know. */
interface ScoreState {
  readonly spreads: readonly SoftSpread[];
  /** Nodes without one of the labels. */
  readonly ignored: ReadonlySet<string>;
}

const SCORES = `${NAME}/scores`;

/** What a configuration lists for pods that say nothing themselves; undefined: the system's own. */
type ListedConstraints = readonly TopologySpreadConstraint[] | undefined;

export function podTopologySpread(groupSelector: GroupSelector, listed: ListedConstraints): Plugin {
  return {
    name: NAME,
    wakesOn: ['PodAdded', 'PodUpdated', 'PodDeleted', 'NodeAdded', 'NodeLabel'],
    preFilter: (state, pod) => {
      const constraints = hasOwnConstraints(pod)
        ? spreadConstraints(pod, 'DoNotSchedule')
        : listedSpreadConstraints(pod, listed ?? [], 'DoNotSchedule', groupSelector(pod));
      if (constraints.length === 0) return { skip: true };
      const { namespace = '' } = pod.metadata;
      const spreads = constraints.map((constraint) => ({
        spread: new Spread(constraint),
        matching: state.snapshot.matching(namespace, constraint.selector),
      }));
      for (const node of state.snapshot.nodes()) {
        if (!constraints.every(({ topologyKey }) => topologyKey in node.labels)) continue;
        for (const { spread, matching } of spreads) {
          const { topologyKey } = spread.constraint;
          if (spread.constraint.includes(node)) spread.add(node.labels[topologyKey]!, matching.on(node.name));
        }
      }
      state.set(
        NAME,
        spreads.map(({ spread }) => spread),
      );
      return undefined;
    },
    filter: (state, pod, node) => {
      for (const spread of state.get<readonly Spread[]>(NAME) ?? []) {
        const { constraint } = spread;
        const value = node.labels[constraint.topologyKey];
        if (value === undefined) return unresolvable(`${REASON} (missing required label)`);
        if (spread.size === 0) continue;
        const self = Number(constraint.selector.matches(pod.metadata.labels));
        if (spread.of(value) + self - spread.fewest > constraint.maxSkew) return unschedulable(REASON);
      }
      return undefined;
    },
    podAdded: (state, pod, other, node) => change(state, other.pod, node, pod, 1),
    podRemoved: (state, pod, other, node) => change(state, other.pod, node, pod, -1),
    score: {
      prepare: (state, pod, nodes) => prepareScores(state, pod, nodes, softConstraints(pod, groupSelector, listed)),
      of: (state, _pod, node) => {
        const { spreads, ignored } = state.get<ScoreState>(SCORES)!;
        if (ignored.has(node.name)) return 0;
        let score = 0;
        for (const { constraint, matching, counts, weight } of spreads) {
          const value = node.labels[constraint.topologyKey];
          if (value === undefined) continue;
          const count = constraint.topologyKey === HOSTNAME ? matching.on(node.name) : (counts.get(value) ?? 0);
          score += count * weight + (constraint.maxSkew - 1);
        }
        return Math.round(score);
      },
      normalize: (state, _pod, scores, nodes) => {
        const { ignored } = state.get<ScoreState>(SCORES)!;
        const counted =
          ignored.size === 0 ? scores : scores.filter((_score, index) => !ignored.has(nodes[index]!.name));
        const [lowest, highest] = [Math.min(...counted), Math.max(...counted)];
        nodes.forEach((node, index) => {
          if (ignored.has(node.name)) scores[index] = 0;
          else if (highest === 0) scores[index] = MAX_SCORE;
          else scores[index] = Math.trunc((MAX_SCORE * (highest + lowest - scores[index]!)) / highest);
        });
      },
    },
  };
}

function hasOwnConstraints({ spec }: Pod): boolean {
  return (spec?.topologySpreadConstraints?.length ?? 0) > 0;
}

interface SoftConstraints {
  readonly constraints: readonly SpreadConstraint[];
  /** Only nodes that have all the labels take part; those of the system are content with some. */
  readonly needsAll: boolean;
}

function softConstraints(pod: Pod, groupSelector: GroupSelector, listed: ListedConstraints): SoftConstraints {
  if (hasOwnConstraints(pod)) return { constraints: spreadConstraints(pod, 'ScheduleAnyway'), needsAll: true };
  const selector = groupSelector(pod);
  if (!listed) return { constraints: defaultSpreadConstraints(selector), needsAll: false };
  return { constraints: listedSpreadConstraints(pod, listed, 'ScheduleAnyway', selector), needsAll: true };
}

function prepareScores(
  state: CycleState,
  pod: Pod,
  nodes: readonly NodeInfo[],
  { constraints, needsAll }: SoftConstraints,
): boolean {
  if (constraints.length === 0) return false;
  const complete = (node: NodeInfo): boolean =>
    !needsAll || constraints.every(({ topologyKey }) => topologyKey in node.labels);
  const ignored = new Set(nodes.filter((node) => !complete(node)).map(({ name }) => name));
  const candidates = ignored.size === 0 ? nodes : nodes.filter((node) => !ignored.has(node.name));
  const { snapshot } = state;
  const spreads = constraints.map((constraint): SoftSpread => {
    const matching = snapshot.matching(pod.metadata.namespace ?? '', constraint.selector);
    if (constraint.topologyKey === HOSTNAME) {
      return { constraint, matching, counts: new Map(), weight: Math.log(candidates.length + 2) };
    }
    const counts = countsByValue(constraint.topologyKey, candidates);
    const weight = Math.log(counts.size + 2);
    if (counts.size > 0) countMatching(snapshot, { constraint, matching, counts, weight }, complete);
    return { constraint, matching, counts, weight };
  });
  state.set(SCORES, { spreads, ignored } satisfies ScoreState);
  return true;
}

/** A count of none for each value that the label has on a candidate. */
function countsByValue(topologyKey: string, candidates: readonly NodeInfo[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { labels } of candidates) {
    const value = labels[topologyKey];
    if (value !== undefined) counts.set(value, 0);
  }
  return counts;
}

function countMatching(
  snapshot: Snapshot,
  { constraint, matching, counts }: SoftSpread,
  complete: (node: NodeInfo) => boolean,
): void {
  matching.forEachNode((nodeName, count) => {
    const node = snapshot.get(nodeName);
    const value = node?.labels[constraint.topologyKey];
    if (!node || value === undefined || !counts.has(value)) return;
    if (complete(node) && constraint.includes(node)) counts.set(value, counts.get(value)! + count);
  });
}
