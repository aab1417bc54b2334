/** Rows 70-77: network policies, Services and what they select. */
import {
  type Labels,
  type Manifest,
  type ManifestSet,
  type Requirement,
  selects,
  type Selector,
} from '../manifest-set';

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly object[];
}
interface PolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}
interface ServiceSpec {
  readonly type?: string;
  readonly selector?: Labels;
  readonly externalIPs?: readonly string[];
}

const policies = (set: ManifestSet): { name: string; spec: PolicySpec }[] =>
  set.ofKind('NetworkPolicy').map(({ metadata, spec }) => ({ name: metadata.name, spec: spec as PolicySpec }));
const serviceSpec = ({ spec }: Manifest): ServiceSpec => spec as ServiceSpec;
const labelsOf = (selector: Selector | undefined): Labels => selector?.matchLabels ?? {};
const isOpen = (rule: Rule): boolean => !rule.from?.length && !rule.to?.length;
const anywhere = (peer: Peer): boolean => ['0.0.0.0/0', '::/0'].includes(peer.ipBlock?.cidr ?? '');

const isolation: Requirement[] = [
  {
    row: 70,
    asks: 'a network policy of its own selects each pod, besides the one that denies everything',
    check: (set) =>
      set.podsWhere(
        (_pod, { podLabels }) =>
          !policies(set).some(
            ({ spec }) =>
              Object.keys(labelsOf(spec.podSelector)).length > 0 && selects(labelsOf(spec.podSelector), podLabels),
          ),
      ),
  },
  {
    row: 71,
    asks: 'policies name Ingress and Egress, and no rule lets everything through',
    check: (set) =>
      policies(set)
        .filter(({ spec: { policyTypes, ingress = [], egress = [] } }) => {
          const typed = policyTypes?.includes('Ingress') && policyTypes.includes('Egress');
          const peers = [...ingress, ...egress].flatMap(({ from, to }) => [...(from ?? []), ...(to ?? [])]);
          const loose = [...ingress, ...egress].some((rule) => isOpen(rule) && !rule.ports?.length);
          return !typed || loose || egress.some(isOpen) || peers.some(anywhere);
        })
        .map(({ name }) => name),
  },
  {
    row: 72,
    asks: 'policies select pods, and so do their peers in the same namespace',
    check: (set) =>
      policies(set)
        .filter(({ spec: { podSelector, ingress = [], egress = [] } }) => {
          const peers = [...ingress, ...egress].flatMap(({ from, to }) => [...(from ?? []), ...(to ?? [])]);
          const here = peers.filter((peer) => peer.podSelector && !peer.namespaceSelector);
          return [podSelector, ...here.map((peer) => peer.podSelector)].some(
            (selector) => set.selected(labelsOf(selector)).length === 0,
          );
        })
        .map(({ name }) => name),
  },
  {
    row: 73,
    asks: 'a Service selects pods',
    check: (set) =>
      set
        .ofKind('Service')
        .filter((service) => serviceSpec(service).type !== 'ExternalName')
        .filter((service) => set.selected(serviceSpec(service).selector ?? { none: 'none' }).length === 0)
        .map(({ metadata }) => metadata.name),
  },
];

const servicesOfType = (type: string) => (set: ManifestSet) =>
  set
    .ofKind('Service')
    .filter((service) => serviceSpec(service).type === type)
    .map(({ metadata }) => metadata.name);

const exposure: Requirement[] = [
  { row: 74, asks: 'no Service of type NodePort', check: servicesOfType('NodePort') },
  { row: 75, asks: 'no Service of type LoadBalancer', check: servicesOfType('LoadBalancer') },
  {
    row: 76,
    asks: 'no external IPs',
    check: (set) =>
      set
        .ofKind('Service')
        .filter((service) => (serviceSpec(service).externalIPs ?? []).length > 0)
        .map(({ metadata }) => metadata.name),
  },
  {
    row: 77,
    asks: 'a workload selects its own pods and nobody else’s',
    check: (set) =>
      set.workloads
        .filter(({ manifest }) => !['Job', 'CronJob'].includes(manifest.kind))
        .filter(
          (workload) =>
            Object.keys(workload.selector).length === 0 ||
            !selects(workload.selector, workload.podLabels) ||
            set.selected(workload.selector).length !== 1,
        )
        .map(({ id }) => id),
  },
];

export const network: Requirement[] = [...isolation, ...exposure];
