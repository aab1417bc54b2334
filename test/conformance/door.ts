/** The two ways to talk to the engine, as the player sees them: calls in this process on virtual time, and HTTP on wall time. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { Cluster } from '../../lib/engine/cluster';
import { HttpServer } from '../../lib/server/http-server';

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly warnings: readonly string[];
}

export interface Door {
  request(asked: Asked): Promise<Answered>;
  /** Hands over line by line what a watch sends; answers what ends it. */
  watch(asked: Asked, onLine: (line: string) => void): Promise<() => void>;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Synchronous calls in this process; minutes pass at once. */
export class LibraryDoor implements Door {
  constructor(private readonly cluster: Cluster) {}

  async request(asked: Asked): Promise<Answered> {
    const { status, body, warnings } = this.cluster.http({ ...asked, url: asked.path });
    return { status, text: body, warnings: warnings.map((text) => `299 - ${JSON.stringify(text)}`) };
  }

  async watch(asked: Asked, onLine: (line: string) => void): Promise<() => void> {
    const answer = this.cluster.http({ ...asked, url: asked.path });
    if (!answer.watch) {
      onLine(answer.body);
      return () => undefined;
    }
    const handle = answer.watch.start({ line: onLine, end: () => undefined });
    const seconds = answer.watch.timeoutSeconds;
    const timer = seconds ? this.cluster.clock.schedule(seconds * 1000, () => handle.stop()) : undefined;
    return () => {
      timer?.cancel();
      handle.stop();
    };
  }

  async pass(ms: number): Promise<void> {
    this.cluster.clock.advanceTo(this.cluster.clock.now() + ms);
  }

  async close(): Promise<void> {}
}

/** Requests through a socket of this machine; virtual time follows wall time. */
export class HttpDoor implements Door {
  private constructor(
    private readonly server: HttpServer,
    private readonly url: string,
  ) {}

  static async open(cluster: Cluster): Promise<HttpDoor> {
    const server = new HttpServer(cluster);
    return new HttpDoor(server, await server.listen());
  }

  async request(asked: Asked): Promise<Answered> {
    const response = await this.#send(asked);
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
    return { status: response.statusCode ?? 0, text, warnings: warningsOf(response) };
  }

  async watch(asked: Asked, onLine: (line: string) => void): Promise<() => void> {
    const response = await this.#send(asked);
    let rest = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.filter(Boolean).forEach(onLine);
    });
    response.on('error', () => undefined);
    return () => response.destroy();
  }

  pass(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  close(): Promise<void> {
    return this.server.close();
  }

  #send({ method, path, headers, body }: Asked): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = httpRequest(new URL(path, this.url), { method, headers }, resolve);
      request.on('error', reject);
      request.end(body);
    });
  }
}

function warningsOf(response: IncomingMessage): string[] {
  return response.rawHeaders.filter(
    (_text, index, all) => index % 2 === 1 && all[index - 1]!.toLowerCase() === 'warning',
  );
}
