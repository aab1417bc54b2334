/** Which pods an object is about: labels, one of our workloads or components, or a selector of cdk8s-plus. */
import { type IPodSelector, type k8s } from './cdk8s-plus';

/** Pods by their labels, or by who makes them. */
export type PodSelection = Readonly<Record<string, string>> | IPodSelector;

function isPodSelector(selection: PodSelection): selection is IPodSelector {
  return typeof (selection as Partial<IPodSelector>).toPodSelectorConfig === 'function';
}

/**
 * The selection as a label selector, expressions included. All pods are `{}`: the API server does not keep an empty map, and `kubectl apply`
 * would call the object changed each time.
 */
export function labelSelectorOf(selection: PodSelection): k8s.LabelSelector {
  const selector: k8s.LabelSelector = isPodSelector(selection)
    ? selection.toPodSelectorConfig().labelSelector._toKube()
    : { matchLabels: { ...selection } };
  return Object.keys(selector.matchLabels ?? {}).length > 0 ? selector : { ...selector, matchLabels: undefined };
}

/** The selection where only labels can be said (Services, Istio). */
export function matchLabelsOf(selection: PodSelection): Record<string, string> {
  return { ...labelSelectorOf(selection).matchLabels };
}

/** The namespaces that a selection names; undefined for the namespace of the object that selects. */
export function namespacesOf(selection: PodSelection): readonly string[] | undefined {
  return isPodSelector(selection) ? selection.toPodSelectorConfig().namespaces?.names : undefined;
}
