/**
 * The engine behind sockets: node:http or node:https in front of a door, with limits so that no client can stop or fill it.
 */
import { createServer, ServerResponse, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { internalError, StatusError } from '../engine/apimachinery/status-error';
import { Encoder } from '../engine/apiserver/http/encoder';
import type { HttpResponse } from '../engine/apiserver/http/http-message';
import { sendFollowed } from './http/follow-response';
import { servedRequest } from './http/read-request';
import type { AnsweringDoor } from './http/served-request';
import { RequestBodies } from './http/request-body';
import { sendResponse } from './http/send-response';
import { ConnectionUpgrades, isStreamUpgrade, withoutUpgrade } from './streams/connection-upgrades';
import { completeAnswer } from './webhooks/complete-answer';
import { sendWatch } from './http/watch-response';

/** Go's limit for a request's head, and what Node calls its own. */
const MAX_HEADER_BYTES = 1024 * 1024;
const HEADERS_TIMEOUT_MS = 32_000;
/** For the whole of a request to arrive; watches answer long after that. */
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 90_000;
const MAX_CONNECTIONS = 20_000;

export interface TlsSettings {
  /** PEM. */
  readonly key: string;
  readonly certificate: string;
  /** Who signs client certificates, PEM. */
  readonly clientAuthority: string;
}

export interface HttpServerOptions {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0: any free one. @default 0 */
  readonly port?: number;
  /** @default plain HTTP */
  readonly tls?: TlsSettings;
}

/** The address is in use already. */
export class PortInUseError extends Error {
  constructor(host: string, port: number) {
    super(
      `Port ${port} of ${host} is in use already. Choose another with --port (0: any free one), or end what listens there.`,
    );
  }
}

export class HttpServer {
  readonly #server: Server;
  readonly #bodies = new RequestBodies();
  readonly #upgrades = new ConnectionUpgrades(this.#bodies);
  /** Answers that go on: watches and logs that are followed. */
  readonly #streams = new Set<ServerResponse>();
  #port: number;

  constructor(
    private readonly door: AnsweringDoor,
    private readonly options: HttpServerOptions = {},
  ) {
    this.#port = options.port ?? 0;
    this.#server = this.#create((request, response) => void this.#answer(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.headersTimeout = HEADERS_TIMEOUT_MS;
    this.#server.requestTimeout = REQUEST_TIMEOUT_MS;
    this.#server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
    this.#server.on('clientError', refuseMalformed);
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket as Socket, head));
  }

  /** Starts listening, again at the same port; answers the URL. @throws PortInUseError */
  async listen(): Promise<string> {
    const { host = '127.0.0.1', tls } = this.options;
    await new Promise<void>((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void =>
        reject(error.code === 'EADDRINUSE' ? new PortInUseError(host, this.#port) : error);
      this.#server.once('error', failed);
      this.#server.listen(this.#port, host, () => {
        this.#server.off('error', failed);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    return `${tls ? 'https' : 'http'}://${urlHost(host)}:${this.#port}`;
  }

  /** Nobody listens any more, as when a program has ended; only what is being answered at this moment still is. `listen` goes on. */
  refuseConnections(): void {
    this.#server.close();
    this.#upgrades.closeAll();
    for (const response of this.#streams) response.destroy();
  }

  /** Ends watches and connections, and stops listening. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    this.#upgrades.closeAll();
    await closed;
  }

  #create(listener: RequestListener): Server {
    const { tls } = this.options;
    const limits = { maxHeaderSize: MAX_HEADER_BYTES };
    if (!tls) return createServer(limits, listener);
    return createTlsServer(
      {
        ...limits,
        key: tls.key,
        cert: tls.certificate,
        ca: tls.clientAuthority,
        requestCert: true,
        rejectUnauthorized: false,
        minVersion: 'TLSv1.2',
      },
      listener,
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => response.destroy());
    response.on('error', () => response.destroy());
    try {
      const bytes = await this.#bodies.read(request);
      const answer = await completeAnswer(this.door.http(servedRequest(request, bytes)));
      if (response.destroyed) return;
      if (!this.#server.listening) response.shouldKeepAlive = false;
      if (answer.watch || answer.follow) this.#keepStream(response);
      send(answer, request, response);
    } catch (error) {
      refuse(error, request, response);
    }
  }

  #keepStream(response: ServerResponse): void {
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  /** Node hands over every connection whose client asks for another protocol, whatever it is. */
  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (!isStreamUpgrade(request)) {
      socket.unshift(Buffer.concat([withoutUpgrade(request), head]));
      this.#server.emit(this.options.tls ? 'secureConnection' : 'connection', socket);
      return;
    }
    socket.on('error', () => socket.destroy());
    void this.#answerUpgrade(request, socket, head);
  }

  async #answerUpgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const response = new ServerResponse(request);
    try {
      const answer = await completeAnswer(this.door.http(servedRequest(request, Buffer.alloc(0))));
      if (socket.destroyed) return;
      const refusal = answer.streams ? this.#upgrades.takeOver(answer.streams, request, socket, head) : answer;
      if (!refusal) return;
      lastAnswerOn(socket, response);
      send(refusal, request, response);
    } catch (error) {
      lastAnswerOn(socket, response);
      refuse(error, request, response);
    }
  }
}

/** An answer without an upgrade, on a connection that has been taken from Node's hands. */
function lastAnswerOn(socket: Socket, response: ServerResponse): void {
  response.assignSocket(socket);
  response.shouldKeepAlive = false;
  response.on('finish', () => socket.end());
}

function send(answer: HttpResponse, request: IncomingMessage, response: ServerResponse): void {
  if (answer.refused) response.destroy();
  else if (answer.watch) sendWatch(answer, response);
  else if (answer.follow) sendFollowed(answer, response);
  else sendResponse(answer, sendOptions(request), response);
}

function sendOptions(request: IncomingMessage): { method: string; acceptEncoding: string } {
  return { method: request.method ?? 'GET', acceptEncoding: String(request.headers['accept-encoding'] ?? '') };
}

/** What went wrong before or beside the door: a body over its limit, a client that is gone. */
function refuse(error: unknown, request: IncomingMessage, response: ServerResponse): void {
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const refused =
    error instanceof StatusError ? error : internalError(error instanceof Error ? error.message : String(error));
  // The rest of the body is not read: the connection cannot be used again.
  response.setHeader('connection', 'close');
  sendResponse(Encoder.forErrors(request.headers.accept).status(refused.status), sendOptions(request), response);
}

function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`);
}

/** An IPv6 address stands in brackets in a URL. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
