/**
 * Which endpoints of a Service's port may be reached from a node.
 *
 * Ready ones; if there are none, those that still serve while they terminate. The traffic policy `Local` leaves out other nodes, zone hints
 * other zones.
 *
 * Upstream: pkg/proxy/topology.go (CategorizeEndpoints), pkg/proxy/endpointslicecache.go
 */
import type { Service, ServicePort } from '../apimachinery/api/core-v1';
import type { Endpoint, EndpointSlice } from '../apimachinery/api/discovery-v1';
import type { Labels } from '../apimachinery/labels';

/** An endpoint with its port, as a proxy knows it. */
export interface ProxyEndpoint {
  readonly address: string;
  readonly port: number;
  readonly nodeName: string | undefined;
  /** `namespace/name` of the pod, where it is one. */
  readonly pod: string | undefined;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[];
}

/** The node that a connection goes through. */
export interface ProxyNode {
  readonly name: string;
  readonly labels?: Labels;
}

export interface ReachableEndpoints {
  readonly endpoints: readonly ProxyEndpoint[];
  /** Whether any would do if the policy did not leave them out: a connection is then dropped, not refused. */
  readonly elsewhere: boolean;
}

const ZONE = 'topology.kubernetes.io/zone';
const HINTS_ANNOTATIONS = ['service.kubernetes.io/topology-aware-hints', 'service.kubernetes.io/topology-mode'];

/** The endpoints that slices list for a port, each address once, ready ones before others. */
export function endpointsOfPort(
  slices: readonly EndpointSlice[],
  { name = '', protocol }: ServicePort,
): ProxyEndpoint[] {
  const found = new Map<string, ProxyEndpoint>();
  for (const slice of slices) {
    const ports = (slice.ports ?? []).filter(
      (port) => (port.name ?? '') === name && (port.protocol ?? 'TCP') === (protocol ?? 'TCP'),
    );
    for (const { port } of ports) {
      if (port === undefined) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const known = proxyEndpoint(endpoint, port);
        const key = `${known.address} ${port}`;
        if (!found.get(key)?.ready) found.set(key, known);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

function proxyEndpoint({ addresses, conditions, nodeName, targetRef, hints }: Endpoint, port: number): ProxyEndpoint {
  return {
    address: addresses[0] ?? '',
    port,
    nodeName,
    pod: targetRef?.kind === 'Pod' ? `${targetRef.namespace}/${targetRef.name}` : undefined,
    ready: conditions?.ready ?? true,
    serving: conditions?.serving ?? true,
    terminating: conditions?.terminating ?? false,
    zoneHints: (hints?.forZones ?? []).map((zone) => zone.name),
  };
}

/** @param local only endpoints on the node itself */
export function reachableEndpoints(
  service: Service,
  endpoints: readonly ProxyEndpoint[],
  node: ProxyNode | undefined,
  local: boolean,
): ReachableEndpoints {
  const near = local
    ? endpoints.filter(({ nodeName }) => nodeName !== undefined && nodeName === node?.name)
    : endpoints;
  const elsewhere = endpoints.some(isUsable);
  const ready = near.filter((endpoint) => endpoint.ready);
  if (ready.length === 0) return { endpoints: near.filter(servesWhileTerminating), elsewhere };
  if (local) return { endpoints: ready, elsewhere };
  const zone = zoneToKeepTo(service, ready, node);
  return {
    endpoints: zone === undefined ? ready : ready.filter(({ zoneHints }) => zoneHints.includes(zone)),
    elsewhere,
  };
}

function servesWhileTerminating({ serving, terminating }: ProxyEndpoint): boolean {
  return serving && terminating;
}

function isUsable(endpoint: ProxyEndpoint): boolean {
  return endpoint.ready || servesWhileTerminating(endpoint);
}

/** Undefined unless all ready endpoints have hints, and some is for the node's zone. */
function zoneToKeepTo(
  { metadata }: Service,
  ready: readonly ProxyEndpoint[],
  node: ProxyNode | undefined,
): string | undefined {
  const mode = HINTS_ANNOTATIONS.map((name) => metadata.annotations?.[name]).find((value) => value !== undefined) ?? '';
  const zone = node?.labels?.[ZONE];
  if (mode === '' || mode.toLowerCase() === 'disabled' || !zone) return undefined;
  if (ready.some(({ zoneHints }) => zoneHints.length === 0)) return undefined;
  return ready.some(({ zoneHints }) => zoneHints.includes(zone)) ? zone : undefined;
}
