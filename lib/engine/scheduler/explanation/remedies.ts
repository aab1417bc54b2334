/** What would have to be different about a node, or about the pod, for each of the plugins that refuse to let the pod in. */
import type { Pod } from '../../apimachinery/api/core-v1';
import { matchesRequirement } from '../../apimachinery/node-selection';
import { tolerates } from '../../apimachinery/tolerations';
import type { NodeInfo } from '../node-info';
import { demandsOf } from '../pod-demands';
import type { Change } from './change';

type Remedy = (pod: Pod, node: NodeInfo) => readonly Change[];

/** How much more than it has left the pod wants of each resource. */
export function lackingAmounts(pod: Pod, node: NodeInfo): readonly (readonly [string, number])[] {
  const lacking = [...demandsOf(pod).requests].flatMap(([resource, wanted]) => {
    const left = (node.allocatable.get(resource) ?? 0) - (node.requested.get(resource) ?? 0);
    return wanted > 0 && wanted > left ? [[resource, wanted - left] as const] : [];
  });
  const pods = node.podCount + 1 - (node.allocatable.get('pods') ?? 0);
  return pods > 0 ? [...lacking, ['pods', pods] as const] : lacking;
}

/** Labels that are missing for the node selector, and for the first term of the required affinity that labels can satisfy. */
function missingLabels(pod: Pod, node: NodeInfo): readonly Change[] {
  const label = (key: string, value: string): Change => ({ kind: 'node-label', node: node.name, key, value });
  const selector = Object.entries(pod.spec?.nodeSelector ?? {});
  const wanted = selector.filter(([key, value]) => node.labels[key] !== value).map(([key, value]) => label(key, value));
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!terms) return wanted;
  const byTerm = terms.flatMap(({ matchExpressions = [], matchFields = [] }) => {
    if (matchFields.length > 0) return [];
    const unmet = matchExpressions.filter((requirement) => !matchesRequirement(requirement, node.labels));
    const labels = unmet.flatMap(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return [label(key, '')];
      return operator === 'In' && values[0] !== undefined ? [label(key, values[0])] : [];
    });
    return labels.length === unmet.length ? [labels] : [];
  });
  const [fewest] = byTerm.sort((a, b) => a.length - b.length);
  return fewest ? [...wanted, ...fewest] : [];
}

const REMEDIES: Readonly<Record<string, Remedy>> = {
  NodeResourcesFit: (pod, node) =>
    lackingAmounts(pod, node).map(([resource, more]) => ({ kind: 'node-capacity', node: node.name, resource, more })),
  NodeUnschedulable: (_pod, node) => [{ kind: 'uncordon', node: node.name }],
  NodeAffinity: missingLabels,
  TaintToleration: (pod, { node }) => {
    const repelling = (node.spec?.taints ?? []).filter(
      (taint) =>
        taint.effect !== 'PreferNoSchedule' &&
        !(pod.spec?.tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
    );
    return repelling.map(({ key, value = '', effect }) => ({
      kind: 'pod-toleration',
      toleration: { key, operator: 'Equal', value, effect },
    }));
  },
};

/** Changes that together might let the pod in; undefined where nothing is known against one of the plugins. */
export function remediesFor(pod: Pod, node: NodeInfo, plugins: readonly string[]): readonly Change[] | undefined {
  const changes: Change[] = [];
  for (const plugin of plugins) {
    const found = REMEDIES[plugin]?.(pod, node) ?? [];
    if (found.length === 0) return undefined;
    changes.push(...found);
  }
  return changes;
}
