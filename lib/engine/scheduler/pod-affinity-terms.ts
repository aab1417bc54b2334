/**
 * The terms of a pod's affinity to other pods, ready to be matched.
 *
 * Upstream: pkg/scheduler/framework/types.go (AffinityTerm, WeightedAffinityTerm)
 */
import type { Affinity, Pod, PodAffinityTerm } from '../apimachinery/api/core-v1';
import { selectorOf, type Labels, type Requirement } from '../apimachinery/labels';

/** Labels of a namespace, for terms that choose namespaces by them. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>> | undefined;

/** What of a pod a term looks at. */
export interface AffinityTarget {
  readonly namespace?: string;
  readonly labels?: Labels;
}

export interface AffinityTerm {
  /** Terms with the same key match the same pods. */
  readonly key: string;
  readonly topologyKey: string;
  /** The only namespace that it looks into; undefined where there may be others. */
  readonly namespace?: string;
  /** Of the labels of the pods. */
  readonly requirements: readonly Requirement[];
  matches(target: AffinityTarget, namespaces: NamespaceLabels): boolean;
}

export interface WeightedTerm extends AffinityTerm {
  readonly weight: number;
}

export interface AffinityTerms {
  readonly requiredAffinity: readonly AffinityTerm[];
  readonly requiredAntiAffinity: readonly AffinityTerm[];
  readonly preferredAffinity: readonly WeightedTerm[];
  readonly preferredAntiAffinity: readonly WeightedTerm[];
}

/** Of pods that neither look for others nor avoid them. */
export const NO_TERMS: AffinityTerms = {
  requiredAffinity: [],
  requiredAntiAffinity: [],
  preferredAffinity: [],
  preferredAntiAffinity: [],
};

/** States of one pod share their affinity; a pod of another namespace means others by it. */
const known = new WeakMap<Affinity, { readonly namespace: string; readonly terms: AffinityTerms }>();

export function affinityTermsOf({ metadata: { namespace = '' }, spec }: Pod): AffinityTerms {
  const affinity = spec?.affinity;
  if (!affinity?.podAffinity && !affinity?.podAntiAffinity) return NO_TERMS;
  const found = known.get(affinity);
  if (found?.namespace === namespace) return found.terms;
  const terms = termsOf(affinity, namespace);
  known.set(affinity, { namespace, terms });
  return terms;
}

function termsOf({ podAffinity, podAntiAffinity }: Affinity, namespace: string): AffinityTerms {
  const required = (list: readonly PodAffinityTerm[] = []): AffinityTerm[] =>
    list.map((term) => prepared(namespace, term));
  type Preferred = NonNullable<typeof podAffinity>['preferredDuringSchedulingIgnoredDuringExecution'];
  const preferred = (list: Preferred = []): WeightedTerm[] =>
    list.map(({ weight, podAffinityTerm }) => ({ ...prepared(namespace, podAffinityTerm), weight }));
  return {
    requiredAffinity: required(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: required(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: preferred(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: preferred(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  };
}

/** Without namespaces and selector of namespaces a term means the namespace of its pod. */
function prepared(ownNamespace: string, term: PodAffinityTerm): AffinityTerm {
  const { topologyKey, labelSelector, namespaces = [], namespaceSelector } = term;
  const selector = selectorOf(labelSelector);
  const named = namespaces.length === 0 && !namespaceSelector ? [ownNamespace] : namespaces;
  const byLabels = namespaceSelector && selectorOf(namespaceSelector);
  return {
    key: JSON.stringify([topologyKey, named, labelSelector, namespaceSelector]),
    topologyKey,
    namespace: named.length === 1 && !byLabels ? named[0] : undefined,
    requirements: selector.requirements,
    matches: ({ namespace = '', labels }, labelsOf) => {
      const inNamespace = named.includes(namespace) || (byLabels?.matches(labelsOf(namespace)) ?? false);
      return inNamespace && selector.matches(labels);
    },
  };
}
