/**
 * The engine behind sockets: node:http in front of the cluster's HTTP door.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cluster } from '../engine/cluster';
import type { HttpResponse } from '../engine/apiserver/http/http-message';

/** Larger bodies are refused, as kube-apiserver does. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** A watcher that does not read is dropped once so much waits for it. */
const MAX_WATCH_BUFFER_BYTES = 16 * 1024 * 1024;

export interface HttpServerOptions {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0: any free one. @default 0 */
  readonly port?: number;
}

export class HttpServer {
  readonly #server: Server;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: HttpServerOptions = {},
  ) {
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** Starts listening; answers the address. @throws Error with code EADDRINUSE when the port is taken */
  async listen(): Promise<string> {
    const { host = '127.0.0.1', port = 0 } = this.options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => resolve());
    });
    const { port: bound } = this.#server.address() as AddressInfo;
    return `http://${host}:${bound}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === undefined) {
      response.writeHead(413, { 'content-type': 'application/json' });
      response.end(JSON.stringify(TOO_LARGE));
      return;
    }
    const headers: Record<string, string | undefined> = {};
    for (const [name, value] of Object.entries(request.headers))
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
    const answer = this.cluster.http({ method: request.method ?? 'GET', url: request.url ?? '/', headers, body });
    if (answer.watch) streamWatch(answer, response);
    else send(answer, request.method === 'HEAD', response);
  }
}

const TOO_LARGE = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'Request entity too large: limit is 3145728',
  reason: 'RequestEntityTooLarge',
  code: 413,
};

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function writeHead(answer: HttpResponse, response: ServerResponse): void {
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value);
  if (answer.warnings.length > 0)
    response.setHeader(
      'warning',
      answer.warnings.map((text) => `299 - ${JSON.stringify(text)}`),
    );
  response.statusCode = answer.status;
}

function send(answer: HttpResponse, headOnly: boolean, response: ServerResponse): void {
  writeHead(answer, response);
  response.end(headOnly ? undefined : answer.body);
}

function streamWatch(answer: HttpResponse, response: ServerResponse): void {
  writeHead(answer, response);
  response.flushHeaders();
  const handle = answer.watch!.start({
    line: (text) => {
      response.write(`${text}\n`);
      if (response.writableLength > MAX_WATCH_BUFFER_BYTES) response.destroy();
    },
    end: () => response.end(),
  });
  const timer = answer.watch!.timeoutSeconds
    ? setTimeout(() => response.end(), answer.watch!.timeoutSeconds * 1000)
    : undefined;
  response.on('close', () => {
    clearTimeout(timer);
    handle.stop();
  });
}
