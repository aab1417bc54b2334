/**
 * The names of the cluster: what its DNS answers, and which names a pod's resolver asks for.
 *
 * Watches: Services, EndpointSlices.
 * Upstream: github.com/coredns/coredns plugin/kubernetes, github.com/kubernetes/dns docs/specification.md, pkg/kubelet/network/dns/dns.go
 */
import type { Pod, Service } from '../apimachinery/api/core-v1';
import type { EndpointSlice } from '../apimachinery/api/discovery-v1';
import { IpAddress } from '../apimachinery/ip-address';
import type { Informer } from '../client/informer';
import type { InformerFactory } from '../client/informer-factory';

export const CLUSTER_DOMAIN = 'cluster.local';

export type DnsAnswer =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  /** Ask for that name instead. */
  | { readonly kind: 'alias'; readonly name: string }
  /** `_port._protocol.` in front of a Service's name. */
  | { readonly kind: 'services'; readonly targets: readonly DnsTarget[] }
  | { readonly kind: 'no such name' };

export interface DnsTarget {
  readonly name: string;
  readonly port: number;
}

/** What a resolver found, after following search domains and aliases. */
export interface Resolution {
  /** The name under which it was found in the end. */
  readonly name: string;
  /** Empty: it was not found, or is a name outside the cluster. */
  readonly addresses: readonly string[];
  /** Whether the name belongs to no zone of the cluster: whoever is outside must be asked. */
  readonly outside: boolean;
}

const BY_SERVICE = 'service';
const SERVICE_NAME = 'kubernetes.io/service-name';
const NO_SUCH_NAME: DnsAnswer = { kind: 'no such name' };
const MAX_ALIASES = 8;
const NDOTS = 5;

export class ClusterDns {
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;

  constructor(informers: InformerFactory) {
    this.#services = informers.of<Service>('services');
    this.#slices = informers.of<EndpointSlice>('discovery.k8s.io/endpointslices');
    this.#slices.addIndex(BY_SERVICE, ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.[SERVICE_NAME]}`]);
  }

  /** What a pod finds under a name, as its `/etc/resolv.conf` has it asked. */
  resolve(name: string, pod: Pick<Pod, 'metadata' | 'spec'>): Resolution {
    if (IpAddress.parse(name)) return { name, addresses: [name], outside: false };
    const candidates = candidateNames(name, pod);
    for (const candidate of candidates) {
      const found = this.#follow(candidate);
      if (found.addresses.length > 0 || (found.outside && found.name !== candidate)) return found;
    }
    const asked = name.replace(/\.$/, '');
    return { name: asked, addresses: [], outside: !isInCluster(asked) };
  }

  /** The answer for a full name. */
  answer(fullName: string): DnsAnswer {
    const name = fullName.replace(/\.$/, '').toLowerCase();
    if (!isInCluster(name)) return NO_SUCH_NAME;
    const labels = name.slice(0, -(CLUSTER_DOMAIN.length + 1)).split('.');
    const kind = labels.pop();
    const namespace = labels.pop() ?? '';
    if (kind === 'pod') return podAnswer(labels);
    if (kind !== 'svc') return NO_SUCH_NAME;
    const service = this.#services.get(`${namespace}/${labels.pop() ?? ''}`);
    return service ? this.#serviceAnswer(service, labels, name) : NO_SUCH_NAME;
  }

  #follow(name: string): Resolution {
    let asked = name;
    for (let aliases = 0; aliases < MAX_ALIASES; aliases++) {
      const answer = this.answer(asked);
      if (answer.kind === 'addresses') return { name: asked, addresses: answer.addresses, outside: false };
      if (answer.kind !== 'alias') return { name: asked, addresses: [], outside: !isInCluster(asked) };
      asked = answer.name;
    }
    return { name: asked, addresses: [], outside: false };
  }

  /** @param labels what stands before the Service's name */
  #serviceAnswer(service: Service, labels: readonly string[], name: string): DnsAnswer {
    const { spec } = service;
    if (spec?.type === 'ExternalName') {
      return labels.length === 0 && spec.externalName ? { kind: 'alias', name: spec.externalName } : NO_SUCH_NAME;
    }
    const [port, protocol] = labels;
    if (labels.length === 2 && port?.startsWith('_') && protocol?.startsWith('_')) {
      return this.#targets(service, port.slice(1), protocol.slice(1), name.split('.').slice(2).join('.'));
    }
    if (labels.length > 1) return NO_SUCH_NAME;
    const clusterIps = (spec?.clusterIPs ?? []).filter((address) => address !== 'None' && address !== '');
    if (labels.length === 0 && clusterIps.length > 0) return { kind: 'addresses', addresses: clusterIps };
    const addresses = this.#hosts(service)
      .filter(({ host }) => labels.length === 0 || host === labels[0])
      .map(({ address }) => address);
    return addresses.length > 0 ? { kind: 'addresses', addresses: [...new Set(addresses)] } : NO_SUCH_NAME;
  }

  #targets(service: Service, portName: string, protocol: string, name: string): DnsAnswer {
    const isAsked = (port: { readonly name?: string; readonly protocol?: string }): boolean =>
      port.name === portName && (port.protocol ?? 'TCP').toLowerCase() === protocol;
    const headless = service.spec?.clusterIP === 'None';
    const targets = headless
      ? this.#hosts(service).flatMap(({ host, ports }) =>
          ports.filter(isAsked).map(({ port = 0 }) => ({ name: `${host}.${name}`, port })),
        )
      : (service.spec?.ports ?? []).filter(isAsked).map(({ port }) => ({ name, port }));
    return targets.length > 0 ? { kind: 'services', targets } : NO_SUCH_NAME;
  }

  /** The ready endpoints with their names: their host names, or their addresses with dashes. */
  #hosts({ metadata }: Service): readonly {
    readonly host: string;
    readonly address: string;
    readonly ports: NonNullable<EndpointSlice['ports']>;
  }[] {
    const slices = this.#slices.byIndex(BY_SERVICE, `${metadata.namespace}/${metadata.name}`);
    return slices.flatMap(({ endpoints, ports }) =>
      (endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready ?? true)
        .flatMap(({ addresses, hostname }) =>
          addresses.map((address) => ({ host: hostname ?? dashed(address), address, ports: ports ?? [] })),
        ),
    );
  }
}

/** `10-244-0-7.NAMESPACE.pod.cluster.local` is the address that it names. */
function podAnswer(labels: readonly string[]): DnsAnswer {
  const [name, ...rest] = labels;
  if (name === undefined || rest.length > 0) return NO_SUCH_NAME;
  const text = /^\d+-\d+-\d+-\d+$/.test(name) ? name.replace(/-/g, '.') : name.replace(/-/g, ':');
  return IpAddress.parse(text) ? { kind: 'addresses', addresses: [text] } : NO_SUCH_NAME;
}

function dashed(address: string): string {
  return address.replace(/[.:]/g, '-');
}

function isInCluster(name: string): boolean {
  return name.endsWith(`.${CLUSTER_DOMAIN}`);
}

/** The domains that a pod's resolver puts behind short names. */
export function searchDomains({ metadata, spec }: Pick<Pod, 'metadata' | 'spec'>): readonly string[] {
  const own = spec?.dnsConfig?.searches ?? [];
  if (!usesClusterDns(spec)) return own;
  return [`${metadata.namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN, ...own];
}

/** Pods in the node's network keep the node's DNS unless they ask for the cluster's. */
function usesClusterDns(spec: Pod['spec']): boolean {
  const policy = spec?.dnsPolicy ?? 'ClusterFirst';
  return policy === 'ClusterFirstWithHostNet' || (policy === 'ClusterFirst' && !spec?.hostNetwork);
}

/** In the order in which they are asked for: a name with enough dots is tried as it is before the search domains. */
function candidateNames(name: string, pod: Pick<Pod, 'metadata' | 'spec'>): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = searchDomains(pod).map((domain) => `${name}.${domain}`);
  const option = pod.spec?.dnsConfig?.options?.find((candidate) => candidate.name === 'ndots')?.value;
  const ndots = Number(option ?? (usesClusterDns(pod.spec) ? NDOTS : 1));
  return name.split('.').length - 1 >= ndots ? [name, ...searched] : [...searched, name];
}
