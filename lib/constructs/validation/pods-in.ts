/** The pods that a set of manifests makes, and which of them a selector finds. */
import {
  entriesOf,
  listOf,
  namespaceOf,
  podTemplateOf,
  type Manifest,
  type ManifestSource,
  type PodSpecView,
  type Texts,
} from './manifest';

/** A pod that a workload makes, or that is written as such. */
export interface FoundPod {
  /** Path of the construct it came from. */
  readonly path: string;
  /** The object. */
  readonly manifest: Manifest;
  /** Field of the pod's spec in the object. */
  readonly field: string;
  /** Namespace of the pod. */
  readonly namespace: string;
  /** Labels of the pod. */
  readonly labels: Texts;
  /** The pod's spec. */
  readonly pod: PodSpecView;
}

/** Every pod of `sources`. */
export function podsIn(sources: readonly ManifestSource[]): FoundPod[] {
  return sources.flatMap(({ path, manifest }): FoundPod[] => {
    const found = podTemplateOf(manifest);
    if (!found?.template.spec) return [];
    const { metadata, spec } = found.template;
    const labels = metadata?.labels ?? {};
    return [{ path, manifest, field: found.field, namespace: namespaceOf(manifest), labels, pod: spec }];
  });
}

/** A label selector. */
export interface SelectorView {
  readonly matchLabels?: Texts;
  readonly matchExpressions?: readonly {
    readonly key?: string;
    readonly operator?: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether a selector finds something with these labels; without any condition it finds everything. */
export function selectorFinds(selector: SelectorView, labels: Texts): boolean {
  const byLabels = entriesOf(selector.matchLabels).every(([key, value]) => labels[key] === value);
  const byExpressions = listOf(selector.matchExpressions).every(({ key = '', operator, values }) => {
    const value = labels[key];
    const listed = value !== undefined && listOf(values).includes(value);
    switch (operator) {
      case 'In':
        return listed;
      case 'NotIn':
        return !listed;
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
  return byLabels && byExpressions;
}

/** Whether a selector has any condition. */
export function selectorSays(selector: SelectorView | undefined): selector is SelectorView {
  return entriesOf(selector?.matchLabels).length > 0 || listOf(selector?.matchExpressions).length > 0;
}

/** The selector in words, for messages. */
export function selectorText(selector: SelectorView): string {
  const labels = entriesOf(selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = listOf(selector.matchExpressions).map(
    ({ key = '', operator = '', values }) => `${key} ${operator} ${listOf(values).join('|')}`,
  );
  return [...labels, ...expressions].join(', ');
}
