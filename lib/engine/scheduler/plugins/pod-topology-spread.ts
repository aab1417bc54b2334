/**
 * Pods that match a selector are spread over the values of a node label. This file says where they must; `topology-spread-score.ts` says
 * where they had better.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/{plugin,common,filtering}.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { NO_DOMAIN, type Domains } from '../counting/domains';
import type { DomainSums } from '../counting/node-counts';
import { unresolvable, unschedulable, type CycleState, type NodeFilter, type Plugin, type Refusal } from '../framework';
import type { GroupSelector } from '../group-selector';
import type { NodeInfo } from '../node-info';
import type { Snapshot } from '../snapshot';
import {
  hasOwnConstraints,
  listedSpreadConstraints,
  matchingPods,
  scopeWithLabels,
  spreadConstraints,
  type ListedConstraints,
  type SpreadConstraint,
} from '../spread-constraints';
import { topologySpreadScore } from './topology-spread-score';

const NAME = 'PodTopologySpread';
const REASON = "node(s) didn't match pod topology spread constraints";
const UNEVEN = unschedulable(REASON);
const WITHOUT_LABEL = unresolvable(`${REASON} (missing required label)`);

/** A constraint that must hold, and the matching pods by value of its label, of the nodes that count. */
class HardSpread {
  /** What a trial adds or takes away. */
  readonly #trial = new Map<number, number>();
  /** How many matching pods a domain may have with which the pod may still come to it, and where there are more, as far as was asked. */
  #limit = 0;
  #isFull: boolean[] = [];

  constructor(
    readonly constraint: SpreadConstraint,
    private readonly domains: Domains,
    private readonly sums: DomainSums,
  ) {}

  /** Works out what to say of the domains as they are. */
  prepare(pod: Pod): void {
    const { maxSkew, selector } = this.constraint;
    const isEmpty = this.domains.size === 0;
    this.#limit = isEmpty ? Infinity : maxSkew + this.#fewest() - Number(selector.matches(pod.metadata.labels));
    this.#isFull = [];
  }

  refusalOf(node: NodeInfo): Refusal | undefined {
    const domain = this.domains.indexOf(node);
    if (domain === NO_DOMAIN) return WITHOUT_LABEL;
    this.#isFull[domain] ??= this.#count(domain) > this.#limit;
    return this.#isFull[domain] ? UNEVEN : undefined;
  }

  change(other: Pod, node: NodeInfo, by: 1 | -1): void {
    const domain = this.domains.countedIndexOf(node);
    if (domain === NO_DOMAIN || !this.constraint.selector.matches(other.metadata.labels)) return;
    this.#trial.set(domain, (this.#trial.get(domain) ?? 0) + by);
  }

  /** With fewer domains than asked for, the fewest pods of any domain count as none. */
  #fewest(): number {
    if (this.domains.size < this.constraint.minDomains) return 0;
    let fewest = Infinity;
    this.domains.forEach((domain) => {
      fewest = Math.min(fewest, this.#count(domain));
    });
    return fewest;
  }

  #count(domain: number): number {
    return this.sums.of(domain) + (this.#trial.get(domain) ?? 0);
  }
}

/** What must hold for the pod; a trial is noted here. */
class HardSpreads {
  /** Goes up with each change. */
  version = 0;

  constructor(readonly spreads: readonly HardSpread[]) {}

  change(pod: Pod, other: Pod, node: NodeInfo, by: 1 | -1): void {
    if (other.metadata.namespace !== pod.metadata.namespace) return;
    for (const spread of this.spreads) spread.change(other, node, by);
    this.version++;
  }

  filter(pod: Pod): NodeFilter {
    let version = -1;
    return (node) => {
      if (version !== this.version) for (const spread of this.spreads) spread.prepare(pod);
      version = this.version;
      for (const spread of this.spreads) {
        const refusal = spread.refusalOf(node);
        if (refusal) return refusal;
      }
      return undefined;
    };
  }
}

export function podTopologySpread(groupSelector: GroupSelector, listed: ListedConstraints): Plugin {
  const isListed = listed?.some(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
  const hardConstraints = (pod: Pod): readonly SpreadConstraint[] => {
    if (hasOwnConstraints(pod)) return spreadConstraints(pod, 'DoNotSchedule');
    return isListed ? listedSpreadConstraints(pod, listed!, 'DoNotSchedule', groupSelector(pod)) : [];
  };
  const change = (state: CycleState, pod: Pod, other: Pod, node: NodeInfo, by: 1 | -1): void =>
    state.get<HardSpreads>(NAME)?.change(pod, other, node, by);
  return {
    name: NAME,
    wakesOn: ['PodAdded', 'PodUpdated', 'PodDeleted', 'NodeAdded', 'NodeLabel'],
    preFilter: (state, pod) => {
      const constraints = hardConstraints(pod);
      if (constraints.length === 0) return { skip: true };
      state.set(NAME, new HardSpreads(constraints.map((one) => hardSpread(state.snapshot, pod, one, constraints))));
      return undefined;
    },
    filter: (state, pod) => state.get<HardSpreads>(NAME)!.filter(pod),
    podAdded: (state, pod, other, node) => change(state, pod, other, node, 1),
    podRemoved: (state, pod, other, node) => change(state, pod, other, node, -1),
    score: topologySpreadScore(groupSelector, listed),
  };
}

function hardSpread(
  snapshot: Snapshot,
  pod: Pod,
  constraint: SpreadConstraint,
  all: readonly SpreadConstraint[],
): HardSpread {
  const domains = snapshot.domains(constraint.topologyKey, scopeWithLabels(constraint, all));
  const counts = matchingPods(snapshot, pod, constraint.selector);
  return new HardSpread(constraint, domains, snapshot.sumsOf(counts, domains));
}
