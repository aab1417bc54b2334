/**
 * Warnings about where a pod may run: old node labels, selectors that match nothing.
 *
 * Upstream: pkg/api/pod/warnings.go, pkg/api/node/util.go
 */
import type { NodeSelectorTerm, PodAffinity, PodSpec } from '../../../apimachinery/api/core-v1';
import type { FieldPath } from '../../../apimachinery/validation/field-path';

const DEPRECATED_NODE_LABELS: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
]);
const NULL_SELECTOR = 'a null labelSelector results in matching no pod';

/** What is to be said of a node label that has a better name today; undefined for others. */
export function nodeLabelDeprecation(key: string): string | undefined {
  return DEPRECATED_NODE_LABELS.get(key);
}

/** @param at the path of the term. */
export function nodeSelectorTermWarnings(term: NodeSelectorTerm, at: FieldPath): string[] {
  return (term.matchExpressions ?? []).flatMap(({ key }, index) => {
    const deprecation = nodeLabelDeprecation(key);
    const place = at.child('matchExpressions').index(index).child('key');
    return deprecation ? [`${place}: ${key} is ${deprecation}`] : [];
  });
}

/** @param at the path of the spec. */
export function nodeWarnings(
  { nodeSelector, affinity, topologySpreadConstraints = [] }: PodSpec,
  at: FieldPath,
): string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(nodeSelector ?? {}).sort()) {
    const deprecation = nodeLabelDeprecation(key);
    if (deprecation) warnings.push(`${at.child('nodeSelector').key(key)}: ${deprecation}`);
  }
  const node = affinity?.nodeAffinity;
  const place = at.child('affinity', 'nodeAffinity');
  const required = place.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const preferred = place.child('preferredDuringSchedulingIgnoredDuringExecution');
  (node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []).forEach((term, index) => {
    warnings.push(...nodeSelectorTermWarnings(term, required.index(index)));
  });
  (node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach(({ preference }, index) => {
    warnings.push(...nodeSelectorTermWarnings(preference, preferred.index(index).child('preference')));
  });
  topologySpreadConstraints.forEach(({ topologyKey, labelSelector }, index) => {
    const constraint = at.child('topologySpreadConstraints').index(index);
    const deprecation = nodeLabelDeprecation(topologyKey);
    if (deprecation) warnings.push(`${constraint.child('topologyKey')}: ${topologyKey} is ${deprecation}`);
    if (!labelSelector) warnings.push(`${constraint.child('labelSelector')}: ${NULL_SELECTOR}`);
  });
  return warnings;
}

/** @param at the path of the spec. */
export function podAffinityWarnings({ affinity }: PodSpec, at: FieldPath): string[] {
  const place = at.child('affinity');
  return [
    ...termWarnings(affinity?.podAffinity, place.child('podAffinity')),
    ...termWarnings(affinity?.podAntiAffinity, place.child('podAntiAffinity')),
  ];
}

function termWarnings(affinity: PodAffinity | undefined, at: FieldPath): string[] {
  const warnings: string[] = [];
  (affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).forEach(({ labelSelector }, index) => {
    const place = at.child('requiredDuringSchedulingIgnoredDuringExecution').index(index).child('labelSelector');
    if (!labelSelector) warnings.push(`${place}: ${NULL_SELECTOR}`);
  });
  (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach(({ podAffinityTerm }, index) => {
    const term = at.child('preferredDuringSchedulingIgnoredDuringExecution').index(index).child('podAffinityTerm');
    if (!podAffinityTerm.labelSelector) warnings.push(`${term.child('labelSelector')}: ${NULL_SELECTOR}`);
  });
  return warnings;
}
