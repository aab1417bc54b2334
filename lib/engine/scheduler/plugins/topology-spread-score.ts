/**
 * Where pods that match a selector had better be, spread over the values of a node label: the fewer of them there are the better.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/scoring.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { NO_DOMAIN, type Domains } from '../counting/domains';
import type { DomainSums, NodeCounts } from '../counting/node-counts';
import { MAX_SCORE, type CycleState, type ScoreFunctions } from '../framework';
import type { GroupSelector } from '../group-selector';
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
  /** Only nodes that have all the labels take part; those of the system are content with some. */
  readonly needsAll: boolean;
}

type SoftConstraints = { readonly constraints: readonly SpreadConstraint[] } & Pick<ScoreState, 'needsAll'>;

export function topologySpreadScore(groupSelector: GroupSelector, listed: ListedConstraints): ScoreFunctions {
  return {
    prepare: (state, pod, nodes) => prepare(state, pod, nodes, softConstraints(pod, groupSelector, listed)),
    of: (state) => {
      const own = state.get<ScoreState>(SCORES)!;
      return (node) => (takesPart(own, node) ? scoreOf(own, node) : 0);
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
  const { snapshot } = state;
  const counted = constraints.map((constraint) => {
    const scope = needsAll ? scopeWithLabels(constraint, constraints) : constraint.scope;
    const domains = snapshot.domains(constraint.topologyKey, scope);
    const matching = matchingPods(snapshot, pod, constraint.selector);
    return { constraint, domains, matching };
  });
  const all = { spreads: counted, needsAll };
  const candidates = needsAll ? nodes.filter((node) => takesPart(all, node)) : nodes;
  const spreads = counted.map((one): SoftSpread => {
    const { constraint, domains, matching } = one;
    if (constraint.topologyKey === HOSTNAME) return { ...one, weight: Math.log(candidates.length + 2) };
    const sums = snapshot.sumsOf(matching, domains);
    return { ...one, sums, weight: Math.log(domainCount(domains, candidates) + 2) };
  });
  state.set(SCORES, { spreads, needsAll } satisfies ScoreState);
  return true;
}

function takesPart(
  { spreads, needsAll }: { readonly spreads: readonly Pick<SoftSpread, 'domains'>[]; readonly needsAll: boolean },
  node: NodeInfo,
): boolean {
  return !needsAll || spreads.every(({ domains }) => domains.indexOf(node) !== NO_DOMAIN);
}

/** In how many domains the nodes are; those without the label are one more. */
function domainCount(domains: Domains, nodes: readonly NodeInfo[]): number {
  const found = new Set<number>();
  for (const node of nodes) found.add(domains.indexOf(node));
  return found.size;
}

function scoreOf({ spreads }: ScoreState, node: NodeInfo): number {
  let score = 0;
  for (const { constraint, domains, matching, sums, weight } of spreads) {
    const domain = domains.indexOf(node);
    if (domain === NO_DOMAIN) continue;
    const count = sums ? sums.of(domain) : matching.on(node);
    score += count * weight + (constraint.maxSkew - 1);
  }
  return Math.round(score);
}

function normalize(own: ScoreState, scores: Float64Array, nodes: readonly NodeInfo[]): void {
  let lowest = Infinity;
  let highest = 0;
  scores.forEach((score, index) => {
    if (!takesPart(own, nodes[index]!)) return;
    lowest = Math.min(lowest, score);
    highest = Math.max(highest, score);
  });
  scores.forEach((score, index) => {
    if (!takesPart(own, nodes[index]!)) scores[index] = 0;
    else if (highest === 0) scores[index] = MAX_SCORE;
    else scores[index] = Math.trunc((MAX_SCORE * (highest + lowest - score)) / highest);
  });
}
