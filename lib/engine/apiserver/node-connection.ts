/**
 * How the API server reaches kubelets and what runs behind addresses in the cluster: logs, exec, attach, port-forward, proxies.
 *
 * Everything here is synchronous. What goes on in time (a log that is followed, a command that runs) is told through callbacks, which
 * the kubelet calls as virtual time passes, or at once.
 *
 * Upstream: pkg/kubelet/client/kubelet_client.go (ConnectionInfoGetter), pkg/kubelet/server/server.go, staging/src/k8s.io/cri-api
 * (Exec, Attach, PortForward), staging/src/k8s.io/apimachinery/pkg/util/proxy
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

/** What can be ended from outside. */
export interface Stoppable {
  stop(): void;
}

/** Receives text that is written bit by bit. */
export interface TextSink {
  text(text: string): void;
  /** Once, and nothing after it. */
  end(): void;
}

export interface ContainerLog {
  /** What the options select of what is written already. */
  readonly text: string;
  /** Sends what is written from now on; ends with the container. Present where `follow` was asked for and the container runs. */
  follow?(sink: TextSink): Stoppable;
}

/** Which streams a client wants; with a terminal, what goes to stderr comes on stdout. */
export interface CommandStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export interface AttachOptions extends CommandStreams {
  readonly container: string;
}

export interface ExecOptions extends AttachOptions {
  readonly command: readonly string[];
}

/** How a command ended: with its exit code, or not at all: why it could not be run, as the container runtime words it. */
export type CommandOutcome = { readonly exitCode: number } | { readonly error: string };

/** Receives what a command writes. Streams that were not asked for need not be served. */
export interface CommandOutput {
  stdout(bytes: Uint8Array): void;
  stderr(bytes: Uint8Array): void;
  /** Once, and nothing after it. */
  exit(outcome: CommandOutcome): void;
}

/** Width and height in characters. */
export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/** A command that runs, as the client has hold of it. Nothing is called after `close`. */
export interface CommandSession {
  stdin(bytes: Uint8Array): void;
  /** The client sends no more input. */
  endStdin(): void;
  resize(size: TerminalSize): void;
  /** The client is gone, or the command is over and all of it is sent. */
  close(): void;
}

/** Starts the command, or joins the main process; the output may come before this returns. */
export type CommandStart = (output: CommandOutput) => CommandSession;

/** What listens on a port of a pod. */
export interface PodPort {
  /** Answers a request, at once or later. Undefined: the connection breaks without an answer. */
  http(request: HttpRequest, respond: (response: HttpResponse | undefined) => void): void;
}

/** What listens on `localhost:PORT` inside a pod; undefined when nothing does. */
export type PortDial = (port: number) => PodPort | undefined;

/** What goes over a connection that `exec`, `attach` or `portforward` has taken over. */
export type PodStreams =
  /** `command`: what is executed; absent for the main process, which is attached to. */
  | {
      readonly kind: 'command';
      readonly command?: readonly string[];
      readonly streams: CommandStreams;
      readonly start: CommandStart;
    }
  /** `ports`: those that the request names; clients over SPDY name them later. */
  | { readonly kind: 'ports'; readonly pod: string; readonly ports: readonly number[]; readonly dial: PortDial };

/** One kubelet. Its refusals reach the client with the StatusError's code and message. */
export interface NodeConnection {
  /** @throws StatusError as the kubelet answers, e.g. BadRequest while the container waits */
  containerLog(pod: KubeObject, options: ContainerLogOptions): ContainerLog;
  /** @throws StatusError as the kubelet answers, e.g. `container not found ("main")` where it does not run */
  exec(pod: KubeObject, options: ExecOptions): CommandStart;
  /** @throws StatusError as the kubelet answers, e.g. `container main not found in pod web_default` */
  attach(pod: KubeObject, options: AttachOptions): CommandStart;
  /** @throws StatusError as the kubelet answers, e.g. NotFound `pod does not exist` */
  portForward(pod: KubeObject): PortDial;
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
