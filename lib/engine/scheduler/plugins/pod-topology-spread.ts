/**
 * Pods that match a selector are spread over the values of a node label.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/{plugin,common,filtering,scoring}.go
 */
import type { Pod, TopologySpreadConstraint } from '../../apimachinery/api/core-v1';
import { MAX_SCORE, unresolvable, unschedulable, type CycleState, type Plugin } from '../framework';
import type { NodeInfo } from '../node-info';
import type { GroupSelector } from '../group-selector';
import {
  defaultSpreadConstraints,
  listedSpreadConstraints,
  matchingPods,
  spreadConstraints,
  type SpreadConstraint,
} from '../spread-constraints';

const NAME = 'PodTopologySpread';
const HOSTNAME = 'kubernetes.io/hostname';
const REASON = "node(s) didn't match pod topology spread constraints";

/** Matching pods by value of the label, of the nodes that count. */
interface Spread {
  readonly constraint: SpreadConstraint;
  readonly counts: Map<string, number>;
}

function fewest({ constraint, counts }: Spread): number {
  // With fewer domains than asked for, the fewest pods of any domain count as none.
  return counts.size < constraint.minDomains ? 0 : Math.min(...counts.values());
}

function change(state: CycleState, other: Pod, node: NodeInfo, pod: Pod, by: 1 | -1): void {
  const spreads = state.get<readonly Spread[]>(NAME) ?? [];
  if (!spreads.every(({ constraint }) => constraint.topologyKey in node.labels)) return;
  for (const { constraint, counts } of spreads) {
    if (other.metadata.namespace !== pod.metadata.namespace || !constraint.includes(node)) continue;
    if (!constraint.selector.matches(other.metadata.labels)) continue;
    const value = node.labels[constraint.topologyKey]!;
    counts.set(value, (counts.get(value) ?? 0) + by);
  }
}

/** What scoring needs to know. */
interface ScoreState {
  readonly spreads: readonly (Spread & { readonly weight: number })[];
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
      const spreads = constraints.map((constraint): Spread => ({ constraint, counts: new Map() }));
      for (const node of state.snapshot.nodes()) {
        if (!constraints.every(({ topologyKey }) => topologyKey in node.labels)) continue;
        for (const { constraint, counts } of spreads) {
          if (!constraint.includes(node)) continue;
          const value = node.labels[constraint.topologyKey]!;
          counts.set(value, (counts.get(value) ?? 0) + matchingPods(node, constraint.selector, pod));
        }
      }
      state.set(NAME, spreads);
      return undefined;
    },
    filter: (state, pod, node) => {
      for (const spread of state.get<readonly Spread[]>(NAME) ?? []) {
        const { constraint, counts } = spread;
        const value = node.labels[constraint.topologyKey];
        if (value === undefined) return unresolvable(`${REASON} (missing required label)`);
        if (counts.size === 0) continue;
        const self = Number(constraint.selector.matches(pod.metadata.labels));
        if ((counts.get(value) ?? 0) + self - fewest(spread) > constraint.maxSkew) return unschedulable(REASON);
      }
      return undefined;
    },
    podAdded: (state, pod, other, node) => change(state, other.pod, node, pod, 1),
    podRemoved: (state, pod, other, node) => change(state, other.pod, node, pod, -1),
    score: {
      prepare: (state, pod, nodes) => prepareScores(state, pod, nodes, softConstraints(pod, groupSelector, listed)),
      of: (state, pod, node) => {
        const { spreads, ignored } = state.get<ScoreState>(SCORES)!;
        if (ignored.has(node.name)) return 0;
        let score = 0;
        for (const { constraint, counts, weight } of spreads) {
          const value = node.labels[constraint.topologyKey];
          if (value === undefined) continue;
          const perNode = constraint.topologyKey === HOSTNAME;
          const count = perNode ? matchingPods(node, constraint.selector, pod) : (counts.get(value) ?? 0);
          score += count * weight + (constraint.maxSkew - 1);
        }
        return Math.round(score);
      },
      normalize: (state, _pod, scores, nodes) => {
        const { ignored } = state.get<ScoreState>(SCORES)!;
        const counted = scores.filter((_score, index) => !ignored.has(nodes[index]!.name));
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
  const candidates = nodes.filter((node) => !ignored.has(node.name));
  const spreads = constraints.map((constraint) => {
    const { topologyKey } = constraint;
    const values = new Set(candidates.flatMap((node) => node.labels[topologyKey] ?? []));
    const domains = topologyKey === HOSTNAME ? candidates.length : values.size;
    const counts = new Map<string, number>([...values].map((value) => [value, 0]));
    return { constraint, counts, weight: Math.log(domains + 2) };
  });
  for (const node of state.snapshot.nodes()) {
    if (!complete(node)) continue;
    for (const { constraint, counts } of spreads) {
      const value = node.labels[constraint.topologyKey];
      if (value === undefined || constraint.topologyKey === HOSTNAME) continue;
      if (!counts.has(value) || !constraint.includes(node)) continue;
      counts.set(value, counts.get(value)! + matchingPods(node, constraint.selector, pod));
    }
  }
  state.set(SCORES, { spreads, ignored } satisfies ScoreState);
  return true;
}
