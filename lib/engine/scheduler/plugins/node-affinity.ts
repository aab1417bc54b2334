/**
 * Pods choose nodes by label.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodeaffinity
 */
import type { NodeSelectorTerm, Pod } from '../../apimachinery/api/core-v1';
import { normalizeToMax, unresolvable, type Plugin } from '../framework';
import { isRequiredNode, matchesTerm } from '../../apimachinery/node-selection';

const REASON = "node(s) didn't match Pod's node affinity/selector";

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  wakesOn: ['NodeAdded', 'NodeLabel'],
  preFilter: (_state, pod) => {
    const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (!required && Object.keys(pod.spec?.nodeSelector ?? {}).length === 0) return { skip: true };
    const names = required && namesOf(required.nodeSelectorTerms);
    if (names?.size === 0) {
      return { refusal: unresolvable('pod affinity terms conflict') };
    }
    return names ? { nodeNames: names } : undefined;
  },
  filter: (_state, pod, node) => (isRequiredNode(pod, node) ? undefined : unresolvable(REASON)),
  score: {
    prepare: (_state, pod) => preferredTerms(pod).length > 0,
    of: (_state, pod, node) =>
      preferredTerms(pod).reduce(
        (sum, { weight, preference }) => (weight > 0 && matchesTerm(preference, node) ? sum + weight : sum),
        0,
      ),
    normalize: (_state, _pod, scores) => normalizeToMax(scores, false),
  },
};

function preferredTerms({ spec }: Pod): readonly { readonly weight: number; readonly preference: NodeSelectorTerm }[] {
  return spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** The node names that the terms allow between them; undefined where one of them does not choose by name. */
function namesOf(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const lists = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In');
    if (lists.length === 0) return undefined;
    const [first, ...others] = lists.map(({ values = [] }) => values);
    for (const name of first!) if (others.every((list) => list.includes(name))) names.add(name);
  }
  return names;
}
