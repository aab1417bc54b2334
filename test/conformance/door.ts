/** The two ways to talk to the engine, as the player sees them: calls in this process on virtual time, and HTTP on wall time. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { HttpResponse } from '../../lib/engine/apiserver/http/http-message';
import type { User } from '../../lib/engine/apiserver/request';
import type { Timer } from '../../lib/engine/clock/clock';
import type { Cluster } from '../../lib/engine/cluster';
import { ClientCertificates } from '../../lib/server/authentication/client-certificates';
import { FrontDoor } from '../../lib/server/front-door';
import { HttpServer } from '../../lib/server/http-server';
import { WallClock } from '../../lib/server/wall-clock';
import { Kubectl } from './recorded-kubectl';

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** Who asked when the answers were recorded. */
const RECORDED_USER: User = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };
/** A request through a socket takes longer than a change needs to reach those who watch. */
const REQUEST_MS = 10;
/** The last bookmark of a watch comes so long before its end. */
const LAST_BOOKMARK_MS = 2_000;

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly warnings: readonly string[];
}

export interface Door {
  /** What plays the steps that are commands, if this door can. */
  readonly kubectl?: Kubectl;
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
    const { status, body, warnings } = this.#ask(asked);
    await this.pass(REQUEST_MS);
    return { status, text: body, warnings: warnings.map((text) => `299 - ${JSON.stringify(text)}`) };
  }

  /** Headers that come several times are lines of one for the engine. */
  #ask({ method, path, headers, body }: Asked): HttpResponse {
    const joined = Object.entries(headers).map(([name, value]) => [name, [value].flat().join('\n')]);
    return this.cluster.http({ method, url: path, headers: Object.fromEntries(joined), body, user: RECORDED_USER });
  }

  async watch(asked: Asked, onLine: (line: string) => void): Promise<() => void> {
    const { body, watch } = this.#ask(asked);
    if (!watch) {
      onLine(body);
      return () => undefined;
    }
    const handle = watch.start({ line: onLine, end: () => undefined });
    const endMs = (watch.timeoutSeconds ?? 0) * 1000;
    const timers: Timer[] = [];
    if (endMs > 0) timers.push(this.cluster.clock.schedule(endMs, () => handle.stop()));
    if (watch.bookmarks && endMs > LAST_BOOKMARK_MS) {
      timers.push(this.cluster.clock.schedule(endMs - LAST_BOOKMARK_MS, () => handle.bookmark()));
    }
    return () => {
      for (const timer of timers) timer.cancel();
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
    private readonly wallClock: WallClock,
    private readonly url: string,
    readonly kubectl?: Kubectl,
  ) {}

  /** @param kubectl path of the program for steps that are commands */
  static async open(cluster: Cluster, kubectl?: string): Promise<HttpDoor> {
    const wallClock = new WallClock(cluster.clock);
    const authenticator = new ClientCertificates();
    const door = new FrontDoor({ cluster, wallClock, authenticator, withoutCredentials: RECORDED_USER });
    const server = new HttpServer(door);
    const url = await server.listen();
    wallClock.start();
    return new HttpDoor(server, wallClock, url, kubectl === undefined ? undefined : new Kubectl(kubectl, url));
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
    this.wallClock.stop();
    return this.server.close();
  }

  #send({ method, path, headers, body }: Asked): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const request = httpRequest(new URL(path, this.url), { method, headers: { ...headers, ...length } }, resolve);
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
