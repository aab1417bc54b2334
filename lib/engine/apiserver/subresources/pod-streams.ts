/**
 * `pods/exec`, `attach` and `portforward`: streams between a client and a kubelet. What is refused here is a Status; what the kubelet
 * refuses comes as the plain text that it answers.
 *
 * Upstream: pkg/registry/core/pod/rest/subresources.go, pkg/registry/core/pod/strategy.go (ExecLocation, AttachLocation,
 * PortForwardLocation), pkg/kubelet/server/server.go (getExec, getAttach, getPortForward), staging/src/k8s.io/kubelet/pkg/cri/streaming
 */
import { badRequest, StatusError } from '../../apimachinery/status-error';
import { quote } from '../../apimachinery/go-text';
import { textResponse, type HttpRequest, type HttpResponse } from '../http/http-message';
import { first, flag, type Query } from '../http/query-options';
import type { CommandStreams, NodeConnection, PodStreams } from '../node-connection';
import type { Pod } from '../resources/pod/pod-types';
import type { SubresourceHandler } from '../subresource-handler';
import { containerOf, dialledKubelet, podOf } from './pod-location';

export type StreamsKind = 'exec' | 'attach' | 'portforward';

/** A request, looked at as far as the API server does. */
interface Wanted {
  readonly kind: StreamsKind;
  readonly pod: Pod;
  readonly container: string;
  readonly query: Query;
  readonly request: HttpRequest;
}

export function podStreams(kind: StreamsKind): SubresourceHandler {
  return {
    connect: (core, { target, query }, request) => {
      const pod = podOf(core, target);
      const container = kind === 'portforward' ? '' : containerOf(pod, first(query, 'container') ?? '');
      const { nodeName } = pod.spec;
      if (!nodeName) throw badRequest(`pod ${target.name} does not have a host assigned`);
      const kubelet = dialledKubelet(core, nodeName);
      if (!request.headers['upgrade']) throw badRequest('Upgrade request required');
      return { response: upgraded(kubelet, { kind, pod, container, query, request }) };
    },
  };
}

function upgraded(kubelet: NodeConnection, wanted: Wanted): HttpResponse {
  try {
    return { ...textResponse(101, ''), streams: opened(kubelet, wanted) };
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return textResponse(error.code, error.message);
  }
}

/** @throws StatusError as the kubelet answers */
function opened(kubelet: NodeConnection, { kind, pod, container, query, request }: Wanted): PodStreams {
  if (kind === 'portforward') {
    const ports = isWebSocket(request) && !isTunnel(request) ? portsOf(query) : [];
    return { kind: 'ports', pod: pod.metadata.name, ports, dial: kubelet.portForward(pod) };
  }
  const streams = streamsOf(query);
  if (kind === 'attach') return { kind: 'command', streams, start: kubelet.attach(pod, { container, ...streams }) };
  const command = query.get('command') ?? [];
  return { kind: 'command', command, streams, start: kubelet.exec(pod, { container, ...streams, command }) };
}

function streamsOf(query: Query): CommandStreams {
  const wants = (name: string): boolean => flag(query, name) ?? false;
  const tty = wants('tty');
  const streams = { stdin: wants('stdin'), stdout: wants('stdout'), stderr: wants('stderr') && !tty, tty };
  if (!streams.stdin && !streams.stdout && !streams.stderr) {
    throw badRequest('you must specify at least 1 of stdin, stdout, stderr');
  }
  return streams;
}

function isWebSocket({ headers }: HttpRequest): boolean {
  return headers['upgrade']?.toLowerCase() === 'websocket';
}

/** SPDY inside of a WebSocket: the ports are named by its streams. */
function isTunnel({ headers }: HttpRequest): boolean {
  return headers['sec-websocket-protocol']?.includes('SPDY/3.1+portforward.k8s.io') ?? false;
}

function portsOf(query: Query): number[] {
  const given = query.get('ports') ?? [];
  if (given.length === 0) throw badRequest('query parameter "port" is required');
  return given.flatMap((text) => {
    if (text === '') throw badRequest('query parameter "port" cannot be empty');
    return text.split(',').map((part) => portOf(part, text));
  });
}

function portOf(part: string, text: string): number {
  const port = /^\d+$/.test(part) ? Number(part) : Number.NaN;
  if (port === 0) throw badRequest(`port ${quote(text)} must be > 0`);
  if (port <= 65535) return port;
  const why = Number.isNaN(port) ? 'invalid syntax' : 'value out of range';
  throw badRequest(`unable to parse ${quote(text)} as a port: strconv.ParseUint: parsing ${quote(part)}: ${why}`);
}
