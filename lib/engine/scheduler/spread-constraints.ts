/**
 * A pod's topology spread constraints, ready to be counted with.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/common.go
 */
import type { Pod, TopologySpreadConstraint } from '../apimachinery/api/core-v1';
import { Selector, selectorOf } from '../apimachinery/labels';
import { isRequiredNode } from '../apimachinery/node-selection';
import { untolerated } from '../apimachinery/tolerations';
import { EVERY_NODE, type NodeScope } from './counting/domains';
import type { NodeCounts } from './counting/node-counts';
import type { NodeInfo } from './node-info';
import { nodeChoiceOf, tolerationsOf } from './pod-traits';
import type { Snapshot } from './snapshot';

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: Selector;
  /** The nodes whose pods count: by default those where the pod's own node affinity lets it go, whatever their taints. */
  readonly scope: NodeScope;
}

/** What a configuration lists for pods that say nothing themselves; undefined: the system's own. */
export type ListedConstraints = readonly TopologySpreadConstraint[] | undefined;

export function hasOwnConstraints({ spec }: Pod): boolean {
  return (spec?.topologySpreadConstraints?.length ?? 0) > 0;
}

const known = new WeakMap<Pod, readonly (SpreadConstraint & { readonly action: string })[]>();

export function spreadConstraints(pod: Pod, action: 'DoNotSchedule' | 'ScheduleAnyway'): readonly SpreadConstraint[] {
  let constraints = known.get(pod);
  if (!constraints) {
    constraints = (pod.spec?.topologySpreadConstraints ?? []).map((one) => ({
      ...prepared(pod, one),
      action: one.whenUnsatisfiable,
    }));
    known.set(pod, constraints);
  }
  return constraints.filter((constraint) => constraint.action === action);
}

function prepared(pod: Pod, constraint: TopologySpreadConstraint): SpreadConstraint {
  const { topologyKey, maxSkew, minDomains = 1 } = constraint;
  const selector = selectorWithKeys(pod, constraint);
  return { topologyKey, maxSkew, minDomains, selector, scope: scopeOf(pod, constraint) };
}

function scopeOf(pod: Pod, { nodeAffinityPolicy, nodeTaintsPolicy }: TopologySpreadConstraint): NodeScope {
  const choice = nodeAffinityPolicy === 'Ignore' ? '' : nodeChoiceOf(pod);
  const honorsTaints = nodeTaintsPolicy === 'Honor';
  if (choice === '' && !honorsTaints) return EVERY_NODE;
  return {
    key: honorsTaints ? `${choice}\ntaints\n${tolerationsOf(pod)}` : choice,
    includes: (node) => {
      if (choice !== '' && !isRequiredNode(pod, node)) return false;
      return !honorsTaints || !untolerated(node.node.spec?.taints, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']);
    },
  };
}

/** Of the nodes that count only those which have all of the labels. */
export function scopeWithLabels({ scope }: SpreadConstraint, all: readonly SpreadConstraint[]): NodeScope {
  if (all.length === 1) return scope;
  const keys = all.map(({ topologyKey }) => topologyKey).sort();
  return {
    key: `${scope.key}\n${keys.join()}`,
    includes: (node) => hasLabels(node, all) && scope.includes(node),
  };
}

function hasLabels({ labels }: NodeInfo, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => topologyKey in labels);
}

/** Pods of the pod's namespace that a selector matches; those that are going do not count, and a selector of everything finds none. */
export function matchingPods(snapshot: Snapshot, { metadata }: Pod, selector: Selector): NodeCounts {
  const { namespace = '' } = metadata;
  const isBlind = selector.requirements.length === 0;
  return snapshot.counted({
    key: `spread ${namespace} ${selector.toString()}`,
    namespace,
    requirements: selector.requirements,
    matches: ({ labels, isLeaving }) => !isBlind && !isLeaving && selector.matches(labels),
  });
}

/** `matchLabelKeys` ask for the values that the pod itself has. */
function selectorWithKeys(pod: Pod, { labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint): Selector {
  const selector = selectorOf(labelSelector);
  const labels = pod.metadata.labels ?? {};
  const keys = matchLabelKeys.filter((key) => key in labels);
  if (keys.length === 0) return selector;
  const more = keys.map((key) => ({ key, operator: 'in' as const, values: [labels[key]!] }));
  return new Selector([...selector.requirements, ...more]);
}

/** What pods of a group get that say nothing themselves: spread over hosts and zones if it can be had. */
export function defaultSpreadConstraints(selector: Selector): readonly SpreadConstraint[] {
  if (selector.empty) return [];
  const alike = { minDomains: 1, selector, scope: EVERY_NODE };
  return [
    { ...alike, topologyKey: 'kubernetes.io/hostname', maxSkew: 3 },
    { ...alike, topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
  ];
}

/** The same where a configuration lists the constraints. */
export function listedSpreadConstraints(
  pod: Pod,
  listed: readonly TopologySpreadConstraint[],
  action: 'DoNotSchedule' | 'ScheduleAnyway',
  selector: Selector,
): readonly SpreadConstraint[] {
  if (selector.empty) return [];
  const concerned = listed.filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action);
  return concerned.map((constraint) => ({ ...prepared(pod, constraint), selector }));
}
