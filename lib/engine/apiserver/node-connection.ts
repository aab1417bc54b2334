/**
 * How the API server reaches kubelets and what runs behind addresses in the cluster: logs, exec, attach, port-forward, proxies.
 *
 * Upstream: pkg/kubelet/client/kubelet_client.go (ConnectionInfoGetter), staging/src/k8s.io/apimachinery/pkg/util/proxy
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { HttpRequest, HttpResponse } from './http/http-message';

/** What `log` asks of a kubelet. */
export interface ContainerLogOptions {
  readonly container: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  /** RFC 3339. */
  readonly sinceTime?: string;
  readonly timestamps?: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
}

export type ContainerStreams = 'exec' | 'attach' | 'portforward';

/** One kubelet. */
export interface NodeConnection {
  /** @throws StatusError as the kubelet answers, e.g. BadRequest while the container waits */
  containerLog(pod: KubeObject, options: ContainerLogOptions): HttpResponse;
  /** Opens streams to a container or to a pod's ports. @throws StatusError as the kubelet answers */
  streams(kind: ContainerStreams, pod: KubeObject, container: string, request: HttpRequest): HttpResponse;
}

/** The network as the API server sees it. */
export interface NodeConnections {
  /** Undefined while no kubelet answers there. */
  toNode(nodeName: string): NodeConnection | undefined;
  /** Passes a request on to an address of a pod; undefined while nobody listens there. */
  forward(host: string, port: string, request: HttpRequest): HttpResponse | undefined;
}

/** An API server alone: no kubelet, no pod. */
export const noNodes: NodeConnections = { toNode: () => undefined, forward: () => undefined };
