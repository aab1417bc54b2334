/**
 * A whole cluster in one object: the one place where its parts are put together.
 *
 * Everything happens on a virtual clock; nothing here waits. A test jumps through time, the server maps it onto wall time.
 */
import type { Authorizer } from './apiserver/authorization/authorizer';
import type { HttpRequest, HttpResponse } from './apiserver/http/http-message';
import { ApiServer } from './apiserver/api-server';
import { VirtualClock } from './clock/clock';
import { Random } from './random/random';
import { HistoryHash } from './store/history-hash';
import { Store } from './store/store';

export interface ClusterOptions {
  /** Everything that is left to chance follows from it. @default 1 */
  readonly seed?: number | string;
  /** Virtual time at the start, in milliseconds since the epoch. @default 2024-01-01T00:00:00Z */
  readonly startMs?: number;
  /** Keeps a fingerprint of every change; costs a little for each write. @default false */
  readonly hashHistory?: boolean;
  /** Who may do what. @default members of system:masters everything, others what their roles say */
  readonly authorizer?: Authorizer;
}

const DEFAULT_START_MS = Date.UTC(2024, 0, 1);

export class Cluster {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly store: Store;
  readonly apiServer: ApiServer;
  readonly #hash = new HistoryHash();

  constructor(options: ClusterOptions = {}) {
    this.clock = new VirtualClock(options.startMs ?? DEFAULT_START_MS);
    this.random = new Random(options.seed ?? 1);
    this.store = new Store();
    if (options.hashHistory) this.store.subscribeAll((change) => this.#hash.add(change, this.clock.now()));
    this.apiServer = new ApiServer({
      store: this.store,
      clock: this.clock,
      random: this.random.fork('apiserver'),
      authorizer: options.authorizer,
    });
  }

  /** Sends a request through the HTTP door, without sockets. */
  http(request: HttpRequest): HttpResponse {
    return this.apiServer.http(request);
  }

  /** A fingerprint of everything that was written; empty unless `hashHistory` was asked for. */
  historyHash(): string {
    return this.#hash.digest();
  }
}
