/**
 * Leads connections to addresses of Services on to endpoints, as kube-proxy's rules do on every node.
 *
 * Watches: Services, EndpointSlices, Nodes.
 * Upstream: pkg/proxy/iptables/proxier.go, pkg/proxy/service.go
 * Differs: all nodes share one view of the cluster, which is as late as one watch is; no rules are written, each connection is decided anew.
 */
import type { Node, Service, ServicePort } from '../apimachinery/api/core-v1';
import type { EndpointSlice } from '../apimachinery/api/discovery-v1';
import { keyOf } from '../apimachinery/object-meta';
import type { Clock } from '../clock/clock';
import type { Informer } from '../client/informer';
import type { InformerFactory } from '../client/informer-factory';
import type { Random } from '../random/random';
import { endpointsOfPort, reachableEndpoints, type ProxyEndpoint, type ReachableEndpoints } from './service-endpoints';

/** Somebody who opens a connection. */
export interface ConnectionSource {
  readonly address: string;
  /** The node it is on; undefined for somebody outside, whose connections go through the node that they name. */
  readonly nodeName?: string;
}

export interface Destination {
  readonly address: string;
  readonly port: number;
  /** @default TCP */
  readonly protocol?: string;
}

/** Where a connection goes. */
export type Route =
  /** The address is no Service's. */
  | { readonly to: 'address' }
  | { readonly to: 'endpoint'; readonly service: string; readonly endpoint: ProxyEndpoint }
  /** `refused`: at once. `dropped`: whoever waits for an answer waits in vain. */
  | { readonly to: 'nowhere'; readonly service: string; readonly how: 'refused' | 'dropped'; readonly reason: string };

interface Target {
  readonly service: Service;
  readonly port: ServicePort;
  /** Whether it was reached by an address for those outside: a node port, an external IP, a load balancer. */
  readonly external: boolean;
  /** The node whose port it was. */
  readonly nodeName?: string;
}

interface Affinity {
  readonly address: string;
  readonly port: number;
  readonly untilMs: number;
}

const BY_ADDRESS = 'address';
const BY_NODE_PORT = 'node port';
const BY_SERVICE = 'service';
const SERVICE_NAME = 'kubernetes.io/service-name';
const DEFAULT_AFFINITY_SECONDS = 10_800;

export class ServiceProxy {
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #nodes: Informer<Node>;
  readonly #affinities = new Map<string, Affinity>();

  constructor(
    informers: InformerFactory,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.#services = informers.of<Service>('services');
    this.#slices = informers.of<EndpointSlice>('discovery.k8s.io/endpointslices');
    this.#nodes = informers.of<Node>('nodes');
    this.#services.addIndex(BY_ADDRESS, (service) => [...clusterIpsOf(service), ...externalIpsOf(service)]);
    this.#services.addIndex(BY_NODE_PORT, ({ spec }) =>
      (spec?.ports ?? []).flatMap(({ nodePort, protocol }) => (nodePort ? [`${protocol ?? 'TCP'} ${nodePort}`] : [])),
    );
    this.#slices.addIndex(BY_SERVICE, ({ metadata }) => [`${metadata.namespace}/${metadata.labels?.[SERVICE_NAME]}`]);
    this.#nodes.addIndex(BY_ADDRESS, ({ status }) => (status?.addresses ?? []).map(({ address }) => address));
  }

  route(source: ConnectionSource, destination: Destination): Route {
    const target = this.#targetOf(destination);
    if (!target) return { to: 'address' };
    const service = keyOf(target.service);
    const { endpoints, elsewhere } = this.#reachable(source, target, destination.address);
    if (endpoints.length > 0) {
      return { to: 'endpoint', service, endpoint: this.#choose(source, target, endpoints) };
    }
    if (elsewhere) return { to: 'nowhere', service, how: 'dropped', reason: `${service} has no local endpoints` };
    return { to: 'nowhere', service, how: 'refused', reason: `${service} has no endpoints` };
  }

  /** The endpoints that a Service's port may lead to from a node, without the choice among them. @param local policy `Local` */
  endpoints(
    service: Service,
    port: ServicePort,
    nodeName?: string,
    local = isLocal(service, false),
  ): ReachableEndpoints {
    return this.#within(service, port, nodeName, local, undefined);
  }

  #targetOf({ address, port: number, protocol = 'TCP' }: Destination): Target | undefined {
    const named = (service: Service): ServicePort | undefined =>
      service.spec?.ports?.find((port) => port.port === number && (port.protocol ?? 'TCP') === protocol);
    for (const service of this.#services.byIndex(BY_ADDRESS, address)) {
      const port = named(service);
      if (port) return { service, port, external: !clusterIpsOf(service).includes(address) };
    }
    const [node] = this.#nodes.byIndex(BY_ADDRESS, address);
    const [service] = node ? this.#services.byIndex(BY_NODE_PORT, `${protocol} ${number}`) : [];
    const port = service?.spec?.ports?.find(({ nodePort }) => nodePort === number);
    return node && service && port ? { service, port, external: true, nodeName: node.metadata.name } : undefined;
  }

  #reachable(
    source: ConnectionSource,
    { service, port, external, nodeName }: Target,
    address: string,
  ): ReachableEndpoints {
    // Who is inside the cluster is spared the way through a load balancer, and its policy.
    const outside = external && source.nodeName === undefined;
    const through = source.nodeName ?? nodeName;
    const local = external ? outside && isLocal(service, true) : isLocal(service, false);
    return this.#within(service, port, through, local && through !== undefined, address);
  }

  #within(
    service: Service,
    port: ServicePort,
    nodeName: string | undefined,
    local: boolean,
    address: string | undefined,
  ): ReachableEndpoints {
    const family = address?.includes(':') ? 'IPv6' : 'IPv4';
    const slices = this.#slices
      .byIndex(BY_SERVICE, keyOf(service))
      .filter(({ addressType }) => address === undefined || addressType === family);
    const node = nodeName === undefined ? undefined : { name: nodeName, labels: this.#labelsOf(nodeName) };
    return reachableEndpoints(service, endpointsOfPort(slices, port), node, local);
  }

  #labelsOf(nodeName: string): Node['metadata']['labels'] {
    return this.#nodes.get(nodeName)?.metadata.labels;
  }

  /** By chance, unless the Service keeps a client with the endpoint that it had last. */
  #choose(
    { address }: ConnectionSource,
    { service, port }: Target,
    endpoints: readonly ProxyEndpoint[],
  ): ProxyEndpoint {
    const any = endpoints[this.random.integer(endpoints.length)] ?? endpoints[0]!;
    if (service.spec?.sessionAffinity !== 'ClientIP') return any;
    const key = `${service.metadata.uid} ${port.port} ${port.protocol ?? 'TCP'} ${address}`;
    const nowMs = this.clock.now();
    const last = this.#affinities.get(key);
    const kept =
      last && last.untilMs > nowMs
        ? endpoints.find((endpoint) => endpoint.address === last.address && endpoint.port === last.port)
        : undefined;
    const chosen = kept ?? any;
    const seconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS;
    this.#affinities.set(key, { address: chosen.address, port: chosen.port, untilMs: nowMs + seconds * 1000 });
    return chosen;
  }
}

function clusterIpsOf({ spec }: Service): readonly string[] {
  return (spec?.clusterIPs ?? []).filter((address) => address !== '' && address !== 'None');
}

function externalIpsOf({ spec, status }: Service): readonly string[] {
  const balancers = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
  return [...(spec?.externalIPs ?? []), ...balancers];
}

function isLocal({ spec }: Service, external: boolean): boolean {
  return (external ? spec?.externalTrafficPolicy : spec?.internalTrafficPolicy) === 'Local';
}
