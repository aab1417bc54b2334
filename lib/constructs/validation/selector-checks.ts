/** Selectors and references between objects that must find something: Services, budgets, policies, autoscalers, monitors, routes. */
import { type Finding } from './finding';
import { labelMistakes } from './identity-checks';
import { entriesOf, listOf, namespaceOf, specOf, type Manifest, type ManifestSource, type Texts } from './manifest';
import { type Mistake } from './mistake';
import { selectorFinds, selectorSays, selectorText, type SelectorView } from './pods-in';
import { listed, type Surroundings } from './surroundings';

const MADE_ELSEWHERE = 'correct the labels, or declare pods that something else makes with ExistingPods';

function nothingSelected(field: string, selector: SelectorView, namespace: string, around: Surroundings): Mistake[] {
  if (around.podsFor(selector, namespace).length > 0 || around.existingPodsFor(selector, namespace)) return [];
  const expected = `labels that pods in namespace ${namespace} have`;
  return [{ field, given: selectorText(selector), expected, fix: MADE_ELSEWHERE }];
}

function serviceMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const { selector } = specOf<{ selector: Texts }>(manifest);
  if (entriesOf(selector).length === 0) return [];
  return nothingSelected('spec.selector', { matchLabels: selector }, namespaceOf(manifest), around);
}

function budgetMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const { selector } = specOf<{ selector: SelectorView }>(manifest);
  return selectorSays(selector) ? nothingSelected('spec.selector', selector, namespaceOf(manifest), around) : [];
}

interface PeerView {
  readonly podSelector?: SelectorView;
  readonly namespaceSelector?: SelectorView;
}

interface PolicyView {
  readonly podSelector: SelectorView;
  readonly ingress: readonly { readonly from?: readonly PeerView[] }[];
  readonly egress: readonly { readonly to?: readonly PeerView[] }[];
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** The namespace that a peer is in; undefined where it is not one that the app puts pods into. */
function namespaceOfPeer(peer: PeerView, own: string, around: Surroundings): string | undefined {
  if (!peer.namespaceSelector) return own;
  const name = peer.namespaceSelector.matchLabels?.[NAMESPACE_NAME];
  return name !== undefined && around.namespaces.has(name) ? name : undefined;
}

function peerMistakes(field: string, peers: readonly PeerView[], own: string, around: Surroundings): Mistake[] {
  return peers.flatMap((peer) => {
    const { podSelector, namespaceSelector } = peer;
    const wrong = [podSelector, namespaceSelector].flatMap((selector) => labelMistakes(field, selector?.matchLabels));
    if (wrong.length > 0) return wrong;
    const namespace = namespaceOfPeer(peer, own, around);
    if (namespace === undefined || !selectorSays(peer.podSelector)) return [];
    return nothingSelected(field, peer.podSelector, namespace, around);
  });
}

function policyMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const { podSelector, ingress, egress } = specOf<PolicyView>(manifest);
  const namespace = namespaceOf(manifest);
  const peers = (field: string, list: readonly PeerView[] | undefined): Mistake[] =>
    peerMistakes(field, listOf(list), namespace, around);
  return [
    ...(selectorSays(podSelector) ? nothingSelected('spec.podSelector', podSelector, namespace, around) : []),
    ...listOf(ingress).flatMap(({ from }) => peers('spec.ingress.from.podSelector', from)),
    ...listOf(egress).flatMap(({ to }) => peers('spec.egress.to.podSelector', to)),
  ];
}

interface WorkloadView {
  readonly selector: SelectorView;
  readonly template: { readonly metadata?: { readonly labels?: Texts } };
}

const SELECTING = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'];

function workloadMistakes(manifest: Manifest): Mistake[] {
  const { selector, template } = specOf<WorkloadView>(manifest);
  const labels = template?.metadata?.labels ?? {};
  if (selectorSays(selector) && selectorFinds(selector, labels)) return [];
  const expected = `labels of its own pods, which have ${listed(entriesOf(labels).map((pair) => pair.join('=')))}`;
  const given = selector && selectorText(selector);
  return [{ field: 'spec.selector', given, expected, fix: 'select by labels that the pods have' }];
}

interface MonitorView {
  readonly selector: SelectorView;
  readonly namespaceSelector: { readonly any?: boolean; readonly matchNames?: readonly string[] };
  readonly endpoints: readonly { readonly port?: string }[];
  readonly podMetricsEndpoints: readonly { readonly port?: string }[];
}

/** Namespaces that a monitor looks at, as far as the app puts pods into them; undefined where it looks elsewhere too. */
function watchedNamespaces(manifest: Manifest, around: Surroundings): string[] | undefined {
  const { namespaceSelector } = specOf<MonitorView>(manifest);
  const names = namespaceSelector?.matchNames ?? [namespaceOf(manifest)];
  return namespaceSelector?.any || !names.every((name) => around.namespaces.has(name)) ? undefined : [...names];
}

function portsOfServices(labels: Texts, namespaces: readonly string[], around: Surroundings): string[] | undefined {
  const services = namespaces.flatMap((namespace) => around.servicesWith(labels, namespace));
  if (services.length === 0) return undefined;
  return services.flatMap((service) =>
    listOf(specOf<{ ports: readonly { readonly name?: string }[] }>(service).ports).map(({ name = '' }) => name),
  );
}

function portsOfPods(
  selector: SelectorView,
  namespaces: readonly string[],
  around: Surroundings,
): string[] | undefined {
  const pods = namespaces.flatMap((namespace) => around.podsFor(selector, namespace));
  if (pods.length === 0) return undefined;
  return pods.flatMap(({ pod }) =>
    listOf(pod.containers).flatMap(({ ports }) => listOf(ports).map(({ name = '' }) => name)),
  );
}

function monitorMistakes(manifest: Manifest, around: Surroundings): Mistake[] {
  const { selector, endpoints, podMetricsEndpoints } = specOf<MonitorView>(manifest);
  const namespaces = watchedNamespaces(manifest, around);
  if (!namespaces || !selectorSays(selector)) return [];
  const aboutPods = manifest.kind === 'PodMonitor';
  const ports = aboutPods
    ? portsOfPods(selector, namespaces, around)
    : portsOfServices(selector.matchLabels ?? {}, namespaces, around);
  if (!ports) {
    const what = aboutPods ? 'pods' : 'Services';
    const expected = `labels that ${what} in namespace ${namespaces.join(', ')} have`;
    return [{ field: 'spec.selector', given: selectorText(selector), expected, fix: 'correct the labels' }];
  }
  const wanted = listOf(aboutPods ? podMetricsEndpoints : endpoints).flatMap(({ port }) => port ?? []);
  return wanted
    .filter((port) => !ports.includes(port))
    .map((given) => ({
      field: aboutPods ? 'spec.podMetricsEndpoints.port' : 'spec.endpoints.port',
      given,
      expected: `the name of a port, of which there are ${listed(ports)}`,
      fix: 'name the port, or scrape another',
    }));
}

const BY_KIND: Readonly<Record<string, (manifest: Manifest, around: Surroundings) => Mistake[]>> = {
  Service: serviceMistakes,
  PodDisruptionBudget: budgetMistakes,
  NetworkPolicy: policyMistakes,
  ServiceMonitor: monitorMistakes,
  PodMonitor: monitorMistakes,
};

/** Selectors that select nothing. */
export function checkSelectors(sources: readonly ManifestSource[], around: Surroundings): Finding[] {
  return sources.flatMap(({ path, manifest }) => {
    const check = SELECTING.includes(manifest.kind) ? workloadMistakes : BY_KIND[manifest.kind];
    return (check?.(manifest, around) ?? []).map((mistake) => ({ path, ...mistake }));
  });
}
