/**
 * A pod's topology spread constraints, ready to be counted with.
 *
 * Upstream: pkg/scheduler/framework/plugins/podtopologyspread/common.go
 */
import type { Pod, TopologySpreadConstraint } from '../apimachinery/api/core-v1';
import { Selector, selectorOf } from '../apimachinery/labels';
import type { NodeInfo } from './node-info';
import { isRequiredNode } from '../apimachinery/node-selection';
import { untolerated } from '../apimachinery/tolerations';

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selector: Selector;
  /** Whether the pods of a node count: by default where the pod's own node affinity lets it go, whatever its taints. */
  includes(node: NodeInfo): boolean;
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
  const { topologyKey, maxSkew, minDomains = 1, nodeAffinityPolicy, nodeTaintsPolicy } = constraint;
  return {
    topologyKey,
    maxSkew,
    minDomains,
    selector: selectorWithKeys(pod, constraint),
    includes: (node) => {
      if (nodeAffinityPolicy !== 'Ignore' && !isRequiredNode(pod, node)) return false;
      if (nodeTaintsPolicy !== 'Honor') return true;
      const { taints } = node.node.spec ?? {};
      return untolerated(taints, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']) === undefined;
    },
  };
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
  const common = { minDomains: 1, selector, includes: () => true };
  return [
    { ...common, topologyKey: 'kubernetes.io/hostname', maxSkew: 3 },
    { ...common, topologyKey: 'topology.kubernetes.io/zone', maxSkew: 5 },
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
