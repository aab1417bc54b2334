/**
 * Takes connections over when a client and the API have agreed on streams: which protocol carries them, and who speaks it.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/httpstream/{httpstream.go,spdy/upgrade.go}; staging/src/k8s.io/apiserver/pkg/util/proxy
 * (the tunnel of SPDY inside of a WebSocket, from v1.30 on)
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createWebSocketStream, WebSocketServer, type WebSocket } from 'ws';
import { textResponse, type HttpResponse } from '../../engine/apiserver/http/http-message';
import type { PodStreams } from '../../engine/apiserver/node-connection';
import type { RequestBodies } from '../http/request-body';
import { COMMAND_PROTOCOLS, commandOverSpdy } from './command-over-spdy';
import { COMMAND_CHANNEL_PROTOCOLS, commandOverWebSocket } from './command-over-websocket';
import { endWhenIdle } from './idle-timeout';
import { PodPorts } from './port-connection';
import { PORT_PROTOCOL, portsOverSpdy } from './ports-over-spdy';
import { PORT_CHANNEL_PROTOCOLS, portsOverWebSocket } from './ports-over-websocket';

const SPDY = 'spdy/3.1';
const WEBSOCKET = 'websocket';
const TUNNEL_PROTOCOL = `SPDY/3.1+${PORT_PROTOCOL}`;
/** One message of a client; what is larger comes in several. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

/** The header that tells the client which protocol is spoken, by the request. */
const AGREED = new WeakMap<IncomingMessage, readonly string[]>();

/** Whether a connection is to carry streams; other protocols that a client would rather speak are not taken up. */
export function isStreamUpgrade({ headers }: IncomingMessage): boolean {
  const wanted = headers.upgrade?.toLowerCase() ?? '';
  return wanted === WEBSOCKET || wanted.includes(SPDY);
}

/** The head of a request as it would be without the wish for another protocol. */
export function withoutUpgrade({ method = 'GET', url = '/', httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[at + 1]}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

export class ConnectionUpgrades {
  readonly #sockets = new Set<Socket>();
  readonly #webSockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });

  constructor(private readonly bodies: RequestBodies) {
    this.#webSockets.on('headers', (headers, request) => headers.push(...(AGREED.get(request) ?? [])));
  }

  /** Answers instead what is to be sent when client and server have no protocol in common. */
  takeOver(streams: PodStreams, request: IncomingMessage, socket: Socket, head: Buffer): HttpResponse | undefined {
    const webSocket = request.headers.upgrade?.toLowerCase() === WEBSOCKET;
    const refusal = webSocket
      ? this.#toWebSocket(streams, request, socket, head)
      : this.#toSpdy(streams, request, socket, head);
    if (refusal) return refusal;
    endWhenIdle(socket);
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    return undefined;
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #toSpdy(streams: PodStreams, request: IncomingMessage, socket: Socket, head: Buffer): HttpResponse | undefined {
    const offered = listed(request.headers['x-stream-protocol-version']);
    const known = streams.kind === 'command' ? COMMAND_PROTOCOLS : [PORT_PROTOCOL];
    if (offered.length === 0) return textResponse(400, 'unable to upgrade: X-Stream-Protocol-Version is required\n');
    const protocol = offered.find((name) => known.includes(name));
    if (protocol === undefined) return noProtocol(offered, known);
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${protocol}\r\n\r\n`,
    );
    if (head.length > 0) socket.unshift(head);
    if (streams.kind === 'command') commandOverSpdy(socket, protocol, streams);
    else portsOverSpdy(socket, new PodPorts(streams, this.bodies));
    return undefined;
  }

  #toWebSocket(streams: PodStreams, request: IncomingMessage, socket: Socket, head: Buffer): HttpResponse | undefined {
    const offered = listed(request.headers['sec-websocket-protocol']);
    const known = streams.kind === 'command' ? COMMAND_CHANNEL_PROTOCOLS : [TUNNEL_PROTOCOL, ...PORT_CHANNEL_PROTOCOLS];
    const protocol = offered.find((name) => known.includes(name));
    if (protocol === undefined && offered.length > 0) {
      return textResponse(
        403,
        `requested protocol(s) are not supported: [${offered.join(' ')}]; supports [${known.join(' ')}]\n`,
      );
    }
    agreeOn(request, protocol);
    this.#webSockets.handleUpgrade(request, socket, head, (connection) =>
      this.#speak(streams, connection, protocol ?? ''),
    );
    return undefined;
  }

  #speak(streams: PodStreams, connection: WebSocket, protocol: string): void {
    if (streams.kind === 'command') return commandOverWebSocket(connection, protocol, streams);
    const ports = new PodPorts(streams, this.bodies);
    if (protocol === TUNNEL_PROTOCOL) portsOverSpdy(createWebSocketStream(connection), ports);
    else portsOverWebSocket(connection, protocol, streams.ports, ports);
  }
}

/** The library would refuse the tunnel's name, which is no token of HTTP; so it sees no protocols at all. */
function agreeOn(request: IncomingMessage, protocol: string | undefined): void {
  delete request.headers['sec-websocket-protocol'];
  if (protocol !== undefined) AGREED.set(request, [`Sec-WebSocket-Protocol: ${protocol}`]);
}

function listed(header: string | string[] | undefined): string[] {
  return [header ?? '']
    .flat()
    .join(',')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function noProtocol(offered: readonly string[], known: readonly string[]): HttpResponse {
  const message = `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${known.join(' ')}]`;
  return { ...textResponse(403, `${message}\n`), headers: { 'x-accepted-stream-protocol-versions': known.join(', ') } };
}
