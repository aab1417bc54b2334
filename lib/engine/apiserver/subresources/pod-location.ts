/**
 * Where a pod's containers are reached: which container is meant, and on which node it is.
 *
 * Upstream: pkg/registry/core/pod/strategy.go (LogLocation, streamLocation, validateContainer), apimachinery/pkg/util/proxy/upgradeaware.go
 * Differs: nodes are reached by address before name, as kubeadm sets --kubelet-preferred-address-types: nobody resolves their names here.
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest, notFound, unknownError } from '../../apimachinery/status-error';
import type { ApiServerCore } from '../core';
import type { NodeConnection } from '../node-connection';
import type { ResourceTarget } from '../request';
import type { Pod } from '../resources/pod/pod-types';
import { getObject } from '../verbs/read';

const KUBELET_PORT = 10250;

export function podOf(core: ApiServerCore, target: ResourceTarget): Pod {
  return getObject(core, target) as unknown as Pod;
}

/** The container that is asked for, or the only one. @throws StatusError BadRequest */
export function containerOf({ metadata, spec }: Pod, asked: string): string {
  const names = spec.containers.map(({ name }) => name);
  const initNames = (spec.initContainers ?? []).map(({ name }) => name);
  const ephemeralNames = (spec.ephemeralContainers ?? []).map(({ name }) => name);
  if (asked !== '') {
    if ([...names, ...initNames, ...ephemeralNames].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  const [only, ...others] = names;
  if (only === undefined) throw badRequest(`a container name must be specified for pod ${metadata.name}`);
  if (others.length === 0) return only;
  const init = initNames.length === 0 ? '' : ` or one of the init containers: [${initNames.join(' ')}]`;
  const choice = `choose one of: [${names.join(' ')}]${init}`;
  throw badRequest(`a container name must be specified for pod ${metadata.name}, ${choice}`);
}

/** The kubelet of a node. @throws StatusError NotFound where there is no such node, or the error of the connection */
export function kubeletOf(core: ApiServerCore, nodeName: string, path: string): NodeConnection {
  return reached(core, nodeName, (host, refusal) => `Get "https://${host}:${KUBELET_PORT}${path}": ${refusal}`);
}

/** The same for a connection that changes its protocol. @throws StatusError */
export function dialledKubelet(core: ApiServerCore, nodeName: string): NodeConnection {
  return reached(core, nodeName, (_host, refusal) => `error dialing backend: ${refusal}`);
}

function reached(
  core: ApiServerCore,
  nodeName: string,
  failure: (host: string, refusal: string) => string,
): NodeConnection {
  const node = core.store.table<KubeObject>('nodes').get(nodeName);
  if (!node) throw notFound({ group: '', resource: 'nodes' }, nodeName);
  const kubelet = core.nodes.toNode(nodeName);
  if (kubelet) return kubelet;
  const host = addressOf(node) ?? nodeName;
  throw unknownError(failure(host, refusedConnection(host, KUBELET_PORT)));
}

/** The address by which the API server prefers to reach a node. */
export function addressOf(node: KubeObject): string | undefined {
  const { status } = node as unknown as {
    readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
  };
  for (const type of ['InternalIP', 'ExternalIP', 'Hostname', 'InternalDNS', 'ExternalDNS']) {
    const found = status?.addresses?.find((address) => address.type === type);
    if (found) return found.address;
  }
  return undefined;
}

/** What Go says where nobody listens. */
export function refusedConnection(host: string, port: number | string): string {
  return `dial tcp ${host}:${port}: connect: connection refused`;
}
