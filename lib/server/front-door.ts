/**
 * What stands between the sockets and the cluster: finds out who asks, keeps virtual time in step with the wall, and answers the few
 * paths that are the server's own.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/server/config.go (DefaultBuildHandlerChain)
 */
import {
  forbidden,
  internalError,
  StatusError,
  unauthorized,
  unknownResource,
} from '../engine/apimachinery/status-error';
import { Encoder } from '../engine/apiserver/http/encoder';
import type { HttpResponse } from '../engine/apiserver/http/http-message';
import type { User } from '../engine/apiserver/request';
import type { Cluster } from '../engine/cluster';
import { ANONYMOUS, type Authenticator } from './authentication/authenticator';
import { CLOCK_PATH, ClockEndpoint } from './clock-endpoint';
import { EXPLANATIONS_PATH, ExplanationsEndpoint } from './explanations-endpoint';
import { FAULTS_PATH, FaultsEndpoint } from './faults-endpoint';
import { withJsonBody } from './http/protobuf-body';
import type { AnsweringDoor, ServedRequest } from './http/served-request';
import { answeredInTime } from './streams/streams-in-time';
import type { WallClock } from './wall-clock';

export interface FrontDoorOptions {
  readonly cluster: Cluster;
  readonly wallClock: WallClock;
  readonly authenticator: Authenticator;
  /** Who asks without credentials. @default system:anonymous */
  readonly withoutCredentials?: User;
  /** Whether only the server's own paths are answered: the cluster is asked elsewhere. @default false */
  readonly ownPathsOnly?: boolean;
  /** Accepted `Host` headers; guards plain HTTP against pages in a browser. @default any */
  readonly hosts?: RegExp;
}

export class FrontDoor implements AnsweringDoor {
  /** The server's own paths, by what they begin with. */
  readonly #own: ReadonlyMap<string, { answer(request: ServedRequest): HttpResponse }>;

  constructor(private readonly options: FrontDoorOptions) {
    this.#own = new Map<string, { answer(request: ServedRequest): HttpResponse }>([
      [CLOCK_PATH, new ClockEndpoint(options.wallClock)],
      [FAULTS_PATH, new FaultsEndpoint(options.cluster.faults)],
      [EXPLANATIONS_PATH, new ExplanationsEndpoint(options.cluster)],
    ]);
  }

  /** Never throws. */
  http(request: ServedRequest): HttpResponse {
    return this.#inTime(request, () => this.#answer(request));
  }

  #inTime(request: ServedRequest, answer: () => HttpResponse): HttpResponse {
    try {
      const { pending, ...given } = this.#synced(answer);
      if (!pending) return answeredInTime(given, (action) => this.#synced(action));
      return {
        ...given,
        pending: { ...pending, resume: (replies) => this.#inTime(request, () => pending.resume(replies)) },
      };
    } catch (error) {
      const refused =
        error instanceof StatusError ? error : internalError(error instanceof Error ? error.message : String(error));
      return Encoder.forErrors(request.headers.accept).status(refused.status);
    }
  }

  #synced<T>(action: () => T): T {
    const { wallClock } = this.options;
    wallClock.sync();
    try {
      return action();
    } finally {
      // What this set off at this instant runs before the next one is heard.
      wallClock.sync();
    }
  }

  #answer(request: ServedRequest): HttpResponse {
    const { cluster, hosts, ownPathsOnly } = this.options;
    if (hosts) refuseStrangers(hosts, request);
    const user = this.#userOf(request);
    const [path = ''] = request.url.split('?');
    for (const [own, endpoint] of this.#own) {
      if (path !== own && !path.startsWith(`${own}/`)) continue;
      if (!user.groups.includes('system:masters')) throw notForEverybody(path);
      return endpoint.answer(request);
    }
    if (ownPathsOnly) throw unknownResource();
    return cluster.http({ ...withJsonBody(request), user });
  }

  /** @throws StatusError Unauthorized */
  #userOf(request: ServedRequest): User {
    const { authenticator, withoutCredentials = ANONYMOUS } = this.options;
    const verdict = authenticator.authenticate(request);
    if (verdict === 'invalid') throw unauthorized('Unauthorized');
    return verdict ?? withoutCredentials;
  }
}

/** No name of another host, and no WebSocket of a page from elsewhere, which a browser would let through. */
function refuseStrangers(hosts: RegExp, { headers }: ServedRequest): void {
  if (!hosts.test(headers.host ?? '')) throw misdirected(headers.host ?? '');
  const origin = headers.upgrade === undefined ? undefined : headers.origin;
  const from = origin?.replace(/^https?:\/\//, '');
  if (from !== undefined && !hosts.test(from)) throw misdirected(from);
}

function misdirected(host: string): StatusError {
  return forbidden({ group: '', resource: '' }, '', `this server does not answer for the host ${JSON.stringify(host)}`);
}

function notForEverybody(path: string): StatusError {
  return forbidden({ group: '', resource: '' }, '', `path ${JSON.stringify(path)} is for administrators`);
}
