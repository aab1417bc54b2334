/**
 * Where pods that match a selector had better be, spread over the values of a node label: the fewer of them there are the better.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/scoring.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { Selector } from '../../apimachinery/labels';
import { NO_DOMAIN, type Domains } from '../counting/domains';
import type { DomainSums, NodeCounts } from '../counting/node-counts';
import { MAX_SCORE, type CycleState, type ScoreFunctions } from '../framework';
import type { GroupSelector } from '../group-selector';
import type { Snapshot } from '../snapshot';
import type { NodeInfo } from '../node-info';
import {
  defaultSpreadConstraints,
  hasOwnConstraints,
  listedSpreadConstraints,
  matchingPods,
  scopeWithLabels,
  spreadConstraints,
  type ListedConstraints,
  type SpreadConstraint,
} from '../spread-constraints';

const SCORES = 'PodTopologySpread/scores';
const HOSTNAME = 'kubernetes.io/hostname';

/** A constraint that may be broken, with the matching pods by value of its label; those of hosts are asked for node by node. */
interface SoftSpread {
  readonly constraint: SpreadConstraint;
  readonly domains: Domains;
  readonly matching: NodeCounts;
  /** Undefined for hosts. */
  readonly sums?: DomainSums;
  readonly weight: number;
}

interface ScoreState {
  readonly spreads: readonly SoftSpread[];
  /** Nodes that do not take part; undefined where all do. */
  readonly isIgnored?: (node: NodeInfo) => boolean;
}

interface SoftConstraints {
  readonly constraints: readonly SpreadConstraint[];
  /** Only nodes that have all the labels take part; the constraints of the system are content with some. */
  readonly needsAll: boolean;
}

export function topologySpreadScore(groupSelector: GroupSelector, listed: ListedConstraints): ScoreFunctions {
  return {
    prepare: (state, pod, nodes) => prepare(state, pod, nodes, softConstraints(pod, groupSelector, listed)),
    of: (state) => {
      const { spreads, isIgnored } = state.get<ScoreState>(SCORES)!;
      return (node) => (isIgnored?.(node) ? 0 : scoreOf(spreads, node));
    },
    normalize: (state, _pod, scores, nodes) => normalize(state.get<ScoreState>(SCORES)!, scores, nodes),
  };
}

function softConstraints(pod: Pod, groupSelector: GroupSelector, listed: ListedConstraints): SoftConstraints {
  if (hasOwnConstraints(pod)) return { constraints: spreadConstraints(pod, 'ScheduleAnyway'), needsAll: true };
  const selector = groupSelector(pod);
  if (!listed) return { constraints: defaultSpreadConstraints(selector), needsAll: false };
  return { constraints: listedSpreadConstraints(pod, listed, 'ScheduleAnyway', selector), needsAll: true };
}

function prepare(
  state: CycleState,
  pod: Pod,
  nodes: readonly NodeInfo[],
  { constraints, needsAll }: SoftConstraints,
): boolean {
  if (constraints.length === 0) return false;
  const counted = countedPods(state.snapshot, pod, constraints, needsAll);
  const isIgnored = needsAll
    ? (node: NodeInfo): boolean => counted.some(({ domains }) => domains.indexOf(node) === NO_DOMAIN)
    : undefined;
  const candidates = isIgnored ? nodes.filter((node) => !isIgnored(node)) : nodes;
  const spreads = counted.map((one): SoftSpread => {
    const { constraint, domains, matching } = one;
    if (constraint.topologyKey === HOSTNAME) return { ...one, weight: Math.log(candidates.length + 2) };
    const sums = state.snapshot.sumsOf(matching, domains);
    return { ...one, sums, weight: Math.log(domainCount(domains, candidates) + 2) };
  });
  state.set(SCORES, { spreads, isIgnored } satisfies ScoreState);
  return true;
}

function countedPods(
  snapshot: Snapshot,
  pod: Pod,
  constraints: readonly SpreadConstraint[],
  needsAll: boolean,
): readonly Pick<SoftSpread, 'constraint' | 'domains' | 'matching'>[] {
  let matching: NodeCounts | undefined;
  let selector: Selector | undefined;
  return constraints.map((constraint) => {
    // The constraints of the system are about the same pods.
    if (!matching || constraint.selector !== selector) {
      selector = constraint.selector;
      matching = matchingPods(snapshot, pod, selector);
    }
    const scope = needsAll ? scopeWithLabels(constraint, constraints) : constraint.scope;
    return { constraint, domains: snapshot.domains(constraint.topologyKey, scope), matching };
  });
}

/** In how many domains the nodes are; those without the label are one more. */
function domainCount(domains: Domains, nodes: readonly NodeInfo[]): number {
  const seen: boolean[] = [];
  let count = 0;
  let without = 0;
  for (const node of nodes) {
    const domain = domains.indexOf(node);
    if (domain === NO_DOMAIN) without = 1;
    else if (!seen[domain]) {
      seen[domain] = true;
      count++;
    }
  }
  return count + without;
}

function scoreOf(spreads: readonly SoftSpread[], node: NodeInfo): number {
  let score = 0;
  for (const { constraint, domains, matching, sums, weight } of spreads) {
    const domain = domains.indexOf(node);
    if (domain === NO_DOMAIN) continue;
    const count = sums ? sums.of(domain) : matching.on(node);
    score += count * weight + (constraint.maxSkew - 1);
  }
  return Math.round(score);
}

function normalize({ isIgnored }: ScoreState, scores: Float64Array, nodes: readonly NodeInfo[]): void {
  let lowest = Infinity;
  let highest = 0;
  for (let index = 0; index < scores.length; index++) {
    if (isIgnored?.(nodes[index]!)) continue;
    const score = scores[index]!;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  for (let index = 0; index < scores.length; index++) {
    if (isIgnored?.(nodes[index]!)) scores[index] = 0;
    else if (highest === 0) scores[index] = MAX_SCORE;
    else scores[index] = Math.trunc((MAX_SCORE * (highest + lowest - scores[index]!)) / highest);
  }
}
