/**
 * One connection to a port of a pod: bytes as TCP would carry them, read as HTTP/1.1 for whatever is simulated to listen there.
 *
 * Upstream: staging/src/k8s.io/kubelet/pkg/cri/streaming/portforward
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import type { HttpResponse } from '../../engine/apiserver/http/http-message';
import type { PodPort, PodStreams } from '../../engine/apiserver/node-connection';
import { servedRequest } from '../http/read-request';
import type { RequestBodies } from '../http/request-body';

export type PortPodStreams = Extract<PodStreams, { kind: 'ports' }>;

/** Takes what the pod sends. */
export interface PortWire {
  data(bytes: Buffer): void;
  /** Why there is no connection; `end` follows. */
  error(text: string): void;
  /** The pod sends no more. */
  end(): void;
}

/** The end of a connection that the client holds. */
export interface PortConnection {
  data(bytes: Buffer): void;
  /** The client sends no more. */
  end(): void;
  close(): void;
}

export class PodPorts {
  constructor(
    private readonly streams: PortPodStreams,
    private readonly bodies: RequestBodies,
  ) {}

  /** Connects to a port; that nobody listens there is told to the wire. */
  connect(port: number, wire: PortWire): PortConnection {
    const listener = this.streams.dial(port);
    if (listener) return connected(listener, wire, this.bodies);
    wire.error(
      `error forwarding port ${port} to pod ${this.streams.pod}, uid : failed to execute portforward in network namespace of the pod: ` +
        `failed to connect to localhost:${port} inside namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused`,
    );
    wire.end();
    const nothing = (): void => undefined;
    return { data: nothing, end: nothing, close: nothing };
  }
}

function connected(listener: PodPort, wire: PortWire, bodies: RequestBodies): PortConnection {
  const socket = new Duplex({
    allowHalfOpen: true,
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      wire.data(chunk);
      done();
    },
    final: (done) => {
      wire.end();
      done();
    },
  });
  socket.on('error', () => socket.destroy());
  // A pod that breaks off is seen by the client as the end of what it sends.
  socket.on('close', () => wire.end());
  const server = createServer((request, response) => void answer(listener, request, response, bodies));
  server.emit('connection', socket);
  return {
    data: (bytes) => socket.push(bytes),
    end: () => socket.push(null),
    close: () => socket.destroy(),
  };
}

async function answer(
  listener: PodPort,
  request: IncomingMessage,
  response: ServerResponse,
  bodies: RequestBodies,
): Promise<void> {
  try {
    const bytes = await bodies.read(request);
    listener.http(servedRequest(request, bytes), (answered) => send(answered, response));
  } catch {
    response.destroy();
  }
}

function send(answer: HttpResponse | undefined, response: ServerResponse): void {
  if (!answer) {
    response.destroy();
    return;
  }
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  response.end(answer.body);
}
