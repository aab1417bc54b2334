/**
 * The terms of a pod's affinity to other pods, ready to be matched.
 *
 * Upstream: pkg/scheduler/framework/types.go (AffinityTerm, WeightedAffinityTerm)
 */
import type { Pod, PodAffinityTerm } from '../apimachinery/api/core-v1';
import { selectorOf } from '../apimachinery/labels';

/** Labels of a namespace, for terms that choose namespaces by them. */
export type NamespaceLabels = (namespace: string) => Readonly<Record<string, string>> | undefined;

export interface AffinityTerm {
  readonly topologyKey: string;
  matches(pod: Pod, namespaces: NamespaceLabels): boolean;
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

const known = new WeakMap<Pod, AffinityTerms>();

export function affinityTermsOf(pod: Pod): AffinityTerms {
  let terms = known.get(pod);
  if (!terms) {
    const { podAffinity, podAntiAffinity } = pod.spec?.affinity ?? {};
    const required = (list: readonly PodAffinityTerm[] = []): AffinityTerm[] => list.map((term) => prepared(pod, term));
    type Preferred = NonNullable<typeof podAffinity>['preferredDuringSchedulingIgnoredDuringExecution'];
    const preferred = (list: Preferred = []): WeightedTerm[] =>
      list.map(({ weight, podAffinityTerm }) => ({ ...prepared(pod, podAffinityTerm), weight }));
    terms = {
      requiredAffinity: required(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
      requiredAntiAffinity: required(podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution),
      preferredAffinity: preferred(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
      preferredAntiAffinity: preferred(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    };
    known.set(pod, terms);
  }
  return terms;
}

/** Without namespaces and selector of namespaces a term means the namespace of its pod. */
function prepared(owner: Pod, term: PodAffinityTerm): AffinityTerm {
  const { topologyKey, namespaces = [], namespaceSelector } = term;
  const selector = selectorOf(term.labelSelector);
  const named = namespaces.length === 0 && !namespaceSelector ? [owner.metadata.namespace!] : namespaces;
  const byLabels = namespaceSelector && selectorOf(namespaceSelector);
  return {
    topologyKey,
    matches: ({ metadata }, labelsOf) => {
      const namespace = metadata.namespace ?? '';
      const inNamespace = named.includes(namespace) || (byLabels?.matches(labelsOf(namespace)) ?? false);
      return inNamespace && selector.matches(metadata.labels);
    },
  };
}
