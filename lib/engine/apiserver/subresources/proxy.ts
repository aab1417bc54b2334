/**
 * `proxy` of pods, services and nodes: requests passed on to what listens there.
 *
 * Upstream: pkg/registry/core/{pod,service,node}/strategy.go and storage (ResourceLocation), staging/src/k8s.io/apimachinery/pkg/util/proxy
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest, notFound, serviceUnavailable } from '../../apimachinery/status-error';
import type { ApiServerCore } from '../core';
import { textResponse, type HttpRequest, type HttpResponse } from '../http/http-message';
import type { Pod } from '../resources/pod/pod-types';
import type { HandlerAnswer, SubresourceHandler } from '../subresource-handler';
import { addressOf, refusedConnection } from './pod-location';

const KUBELET_PORT = '10250';

interface Location {
  readonly scheme: string;
  readonly name: string;
  readonly port: string;
}

/** `name`, `name:port` or `scheme:name:port`. @throws StatusError BadRequest */
function locationOf(kind: string, id: string): Location {
  const parts = id.split(':');
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts];
  const known = scheme === '' || scheme === 'http' || scheme === 'https';
  if (parts.length > 3 || !name || !known) throw badRequest(`invalid ${kind} request ${JSON.stringify(id)}`);
  return { scheme: scheme ?? '', name, port: port ?? '' };
}

function forward(core: ApiServerCore, host: string, port: string, request: HttpRequest): HandlerAnswer {
  const behind = pathBehind(request.url);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && !behind.startsWith('/')) return { response: movedToRoot(request.url) };
  const url = behind.startsWith('/') ? behind : `/${behind}`;
  const response = core.nodes.forward(host, port, { ...request, url });
  if (!response) {
    throw serviceUnavailable(`error trying to reach service: ${refusedConnection(host, port)}`);
  }
  return { response };
}

/** What follows the name of the subresource is the path that is asked for there. */
function pathBehind(url: string): string {
  return /\/(?:pods|services|nodes)\/[^/]+\/proxy([^]*)$/.exec(url)?.[1] ?? '';
}

/** Relative links of a page at `.../proxy` would lead elsewhere. */
function movedToRoot(url: string): HttpResponse {
  return { ...textResponse(301, ''), headers: { location: url.replace(/(\?|$)/, '/$1') } };
}

function find(core: ApiServerCore, resource: string, namespace: string, name: string): KubeObject {
  const found = core.store.table<KubeObject>(resource).get(namespace === '' ? name : `${namespace}/${name}`);
  if (!found) throw notFound({ group: '', resource }, name);
  return found;
}

export const podProxy: SubresourceHandler = {
  connect: (core, { target }, request) => {
    const { name, port } = locationOf('pod', target.name);
    const { spec, status } = find(core, 'pods', target.namespace, name) as unknown as Pod;
    const first = spec.containers.flatMap((container) => container.ports ?? [])[0]?.containerPort;
    const address = status?.podIP ?? status?.podIPs?.[0]?.ip;
    if (!address) throw badRequest('address not allowed');
    return forward(core, address, port || String(first ?? 80), request);
  },
};

export const nodeProxy: SubresourceHandler = {
  connect: (core, { target }, request) => {
    const { name, port } = locationOf('node', target.name);
    const node = find(core, 'nodes', '', name);
    return forward(core, addressOf(node) ?? name, port || KUBELET_PORT, request);
  },
};

type Service = KubeObject<{
  readonly spec?: { readonly ports?: readonly { readonly name?: string; readonly port: number }[] };
}>;

type Endpoints = KubeObject<{
  readonly subsets?: readonly {
    readonly addresses?: readonly { readonly ip: string }[];
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  }[];
}>;

/** The name of the port that is asked for by number. */
function portNameOf(core: ApiServerCore, namespace: string, { name, port }: Location): string {
  if (!/^\d+$/.test(port)) return port;
  const { spec } = find(core, 'services', namespace, name) as Service;
  const found = spec?.ports?.find((candidate) => candidate.port === Number(port));
  if (!found) throw serviceUnavailable(`no service port ${port} found for service ${JSON.stringify(name)}`);
  return found.name ?? '';
}

export const serviceProxy: SubresourceHandler = {
  connect: (core, { target }, request) => {
    const location = locationOf('service', target.name);
    const portName = portNameOf(core, target.namespace, location);
    const { subsets = [] } = find(core, 'endpoints', target.namespace, location.name) as Endpoints;
    const reachable = subsets.flatMap(({ addresses = [], ports = [] }) =>
      ports
        .filter(({ name = '' }) => name === portName)
        .flatMap(({ port }) => addresses.map(({ ip }) => ({ ip, port }))),
    );
    const [only] = reachable;
    if (!only) {
      const shown = subsets.length === 0 ? location.name : target.name;
      throw serviceUnavailable(`no endpoints available for service ${JSON.stringify(shown)}`);
    }
    const chosen = reachable[core.random.integer(reachable.length)] ?? only;
    return forward(core, chosen.ip, String(chosen.port), request);
  },
};
