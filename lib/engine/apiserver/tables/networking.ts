/**
 * The tables of what pods are reached by: services, their endpoints, ingresses, network policies.
 *
 * Upstream: pkg/printers/internalversion/printers.go
 */
import type { Labels, LabelSelector } from '../../apimachinery/labels';
import type { KubeObject } from '../../apimachinery/object-meta';
import { firstOf, labelsText, NONE, selectorText, UNKNOWN, UNSET } from './cell-text';
import { AGE, NAME, text, wide, type TablePrinter } from './column';

interface LoadBalancerStatus {
  readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
}

type Service = KubeObject<{
  readonly spec?: {
    readonly type?: string;
    readonly clusterIPs?: readonly string[];
    readonly externalIPs?: readonly string[];
    readonly externalName?: string;
    readonly selector?: Labels;
    readonly ports?: readonly { readonly port: number; readonly nodePort?: number; readonly protocol?: string }[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}>;

type Ingress = KubeObject<{
  readonly spec?: {
    readonly ingressClassName?: string;
    readonly rules?: readonly { readonly host?: string }[];
    readonly tls?: readonly object[];
  };
  readonly status?: { readonly loadBalancer?: LoadBalancerStatus };
}>;

type IngressClass = KubeObject<{
  readonly spec?: {
    readonly controller?: string;
    readonly parameters?: { readonly apiGroup?: string; readonly kind: string; readonly name: string };
  };
}>;

type NetworkPolicy = KubeObject<{ readonly spec?: { readonly podSelector?: LabelSelector } }>;

type Endpoints = KubeObject<{
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly port: number }[];
  }[];
}>;

type EndpointSlice = KubeObject<{
  readonly addressType?: string;
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[] | null;
  readonly endpoints?: readonly { readonly addresses?: readonly string[] }[] | null;
}>;

const MAX_SHOWN = 3;

/** Addresses of a load balancer, sorted. Tables are always made for wide output, so they are never cut. */
function loadBalancerText(status: LoadBalancerStatus | undefined): string {
  const addresses = (status?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter(Boolean);
  return [...new Set(addresses)].sort().join(',');
}

function externalAddresses({ spec, status }: Service): string {
  const external = (spec?.externalIPs ?? []).join(',');
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external || NONE;
    case 'LoadBalancer':
      return [loadBalancerText(status?.loadBalancer), external].filter(Boolean).join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return UNKNOWN;
  }
}

function portsText({ spec }: Service): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(',') || NONE;
}

const services: TablePrinter<Service> = {
  columns: [
    NAME,
    text('Type', 'How the service is exposed.', ({ spec }) => spec?.type),
    text('Cluster-IP', 'Its address inside the cluster.', ({ spec }) => spec?.clusterIPs?.[0] ?? NONE),
    text('External-IP', 'Its addresses outside the cluster.', externalAddresses),
    text('Port(s)', 'The ports it serves.', portsText),
    AGE,
    wide(text('Selector', 'Selects the pods behind it.', ({ spec }) => labelsText(spec?.selector))),
  ],
};

function hostsText({ spec }: Ingress): string {
  const rules = spec?.rules ?? [];
  const hosts: string[] = [];
  for (const [index, { host }] of rules.entries()) {
    if (hosts.length === MAX_SHOWN) return `${hosts.join(',')} + ${rules.length - MAX_SHOWN} more...`;
    if (host && index < rules.length) hosts.push(host);
  }
  return hosts.join(',') || '*';
}

const ingresses: TablePrinter<Ingress> = {
  columns: [
    NAME,
    text('Class', 'The ingress class that serves it.', ({ spec }) => spec?.ingressClassName ?? NONE),
    text('Hosts', 'The hosts it answers for.', hostsText),
    text('Address', 'Where it is reached.', ({ status }) => loadBalancerText(status?.loadBalancer)),
    text('Ports', 'The ports that are open.', ({ spec }) => (spec?.tls?.length ? '80, 443' : '80')),
    AGE,
  ],
};

function parametersText({ spec }: IngressClass): string {
  if (!spec?.parameters) return NONE;
  const { kind, apiGroup, name } = spec.parameters;
  return `${kind}${apiGroup === undefined ? '' : `.${apiGroup}`}/${name}`;
}

const ingressClasses: TablePrinter<IngressClass> = {
  columns: [
    NAME,
    text('Controller', 'The controller that serves ingresses of the class.', ({ spec }) => spec?.controller),
    text('Parameters', 'An object with further settings.', parametersText),
    AGE,
  ],
};

const networkPolicies: TablePrinter<NetworkPolicy> = {
  columns: [
    NAME,
    text('Pod-Selector', 'Selects the pods it holds for.', ({ spec }) => selectorText(spec?.podSelector ?? {})),
    AGE,
  ],
};

function joinHostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function endpointsText({ subsets = [] }: Endpoints): string {
  if (subsets.length === 0) return NONE;
  const found = subsets.flatMap(({ addresses = [], ports = [] }) =>
    ports.length === 0
      ? addresses.map(({ ip }) => ip)
      : ports.flatMap(({ port }) => addresses.map(({ ip }) => joinHostPort(ip, port))),
  );
  return firstOf(found, MAX_SHOWN);
}

const endpoints: TablePrinter<Endpoints> = {
  columns: [NAME, text('Endpoints', 'Addresses and ports that take requests.', endpointsText), AGE],
};

const endpointSlices: TablePrinter<EndpointSlice> = {
  columns: [
    NAME,
    text('AddressType', 'The kind of address it lists.', ({ addressType }) => addressType),
    text('Ports', 'The ports of the endpoints.', ({ ports }) => {
      const shown = (ports ?? []).map(({ name, port }) => (port === undefined ? (name ?? '*') : String(port)));
      return firstOf(shown, MAX_SHOWN) || UNSET;
    }),
    text('Endpoints', 'The addresses of the endpoints.', (slice) => {
      const addresses = (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []);
      return firstOf(addresses, MAX_SHOWN) || UNSET;
    }),
    AGE,
  ],
};

export const networkingPrinters: Readonly<Record<string, TablePrinter>> = {
  services,
  endpoints,
  'discovery.k8s.io/endpointslices': endpointSlices,
  'networking.k8s.io/ingresses': ingresses,
  'networking.k8s.io/ingressclasses': ingressClasses,
  'networking.k8s.io/networkpolicies': networkPolicies,
};
