/**
 * Pods choose nodes by label.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodeaffinity
 */
import type { NodeAffinity, NodeSelectorTerm, Pod } from '../../apimachinery/api/core-v1';
import { NODE_UPDATES, normalizeToMax, unresolvable, type Plugin } from '../framework';
import { isRequiredNode, matchesSelector, matchesTerm } from '../../apimachinery/node-selection';
import { nodeChoiceOf } from '../pod-traits';

const NOT_REQUIRED = unresolvable("node(s) didn't match Pod's node affinity/selector");
const NOT_ENFORCED = unresolvable("node(s) didn't match scheduler-enforced node affinity");

/** @param added what the profile asks of the nodes of all its pods */
export function nodeAffinity(added: NodeAffinity | undefined): Plugin {
  const enforced = added?.requiredDuringSchedulingIgnoredDuringExecution;
  return {
    name: 'NodeAffinity',
    wakesOn: ['NodeAdded', ...NODE_UPDATES],
    traitsOf: nodeChoiceOf,
    preFilter: (_state, pod) => {
      const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
      const selects = required !== undefined || Object.keys(pod.spec?.nodeSelector ?? {}).length > 0;
      if (!selects && !enforced) return { skip: true };
      const names = required && namesOf(required.nodeSelectorTerms);
      if (names?.size === 0) {
        return { refusal: unresolvable('pod affinity terms conflict') };
      }
      return names ? { nodeNames: names } : undefined;
    },
    filter: (_state, pod) => (node) => {
      if (enforced && !matchesSelector(enforced, node)) return NOT_ENFORCED;
      return isRequiredNode(pod, node) ? undefined : NOT_REQUIRED;
    },
    score: {
      prepare: (_state, pod) => preferredTerms(pod, added).length > 0,
      of: (_state, pod) => {
        const terms = preferredTerms(pod, added).filter(({ weight }) => weight > 0);
        return (node) =>
          terms.reduce((sum, { weight, preference }) => (matchesTerm(preference, node) ? sum + weight : sum), 0);
      },
      normalize: (_state, _pod, scores) => normalizeToMax(scores, false),
    },
  };
}

interface PreferredTerm {
  readonly weight: number;
  readonly preference: NodeSelectorTerm;
}

function preferredTerms({ spec }: Pod, added: NodeAffinity | undefined): readonly PreferredTerm[] {
  const own = spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [...(added?.preferredDuringSchedulingIgnoredDuringExecution ?? []), ...own];
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
