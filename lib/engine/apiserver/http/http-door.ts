/**
 * The API as HTTP: from method, path, headers and body to status, headers and body.
 *
 * Synchronous, and without sockets: a jest test and the real server send the same requests through it.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go, pkg/endpoints/filters, pkg/server/config.go (handler chain)
 */
import { internalError, methodNotAllowed, StatusError, unknownResource } from '../../apimachinery/status-error';
import { ConnectionRefusedError } from '../availability';
import { WebhookSuspension } from '../admission/webhooks/webhook-call';
import type { ApiServerCore } from '../core';
import type { Caller, ResourceTarget } from '../request';
import { SYSTEM_ADMIN } from '../request';
import type { ServedVersion } from '../resource-registry';
import { AnswerSuspension } from './answer-suspension';
import { authorizeRequest } from './authorize-request';
import { Encoder } from './encoder';
import { WatchLines } from './watch-lines';
import { impersonatedUser } from './impersonation';
import { negotiate } from './negotiation';
import { nonResourceAnswer } from './non-resource';
import { first, flag, parseQuery, type Query } from './query-options';
import { requestInfoOf, type RequestInfo } from './request-info';
import { ResourceDoor } from './resource-door';
import { textResponse, type HttpRequest, type HttpResponse } from './http-message';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

export class HttpDoor {
  readonly #watchLines = new WatchLines();
  readonly #resources: ResourceDoor;

  constructor(private readonly core: ApiServerCore) {
    this.#resources = new ResourceDoor(core);
  }

  /**
   * Answers a request: what goes wrong inside is a 500 with its message.
   * @throws WebhookSuspension and nothing else
   */
  handle(request: HttpRequest): HttpResponse {
    const warnings: string[] = [];
    const warn = (text: string): void => {
      if (!warnings.includes(text)) warnings.push(text);
    };
    return this.#guarded(request, warnings, () => this.#answer(request, warn));
  }

  #guarded(request: HttpRequest, warnings: readonly string[], respond: () => HttpResponse): HttpResponse {
    try {
      const answer = respond();
      return { ...answer, warnings: [...answer.warnings, ...warnings] };
    } catch (error) {
      if (error instanceof AnswerSuspension) {
        throw new AnswerSuspension(error.calls, () => this.#guarded(request, warnings, error.write));
      }
      if (error instanceof WebhookSuspension) throw error;
      if (error instanceof ConnectionRefusedError) return { ...textResponse(503, ''), refused: true };
      const refused =
        error instanceof StatusError ? error : internalError(error instanceof Error ? error.message : String(error));
      return { ...Encoder.forErrors(request.headers.accept).status(refused.status), warnings };
    }
  }

  #answer(request: HttpRequest, warn: Caller['warn']): HttpResponse {
    this.core.availability.checkServer();
    const [path = '', search = ''] = splitOnce(request.url, '?');
    const query = parseQuery(search);
    const info = requestInfoOf(path);
    const acting = impersonatedUser(this.core.authorizer, request, request.user ?? SYSTEM_ADMIN);
    if ('response' in acting) return acting.response;
    const { user } = acting;
    authorizeRequest(this.core.authorizer, { request, path, info, query, user });
    if (!info.isResource) return nonResourceAnswer(this.core, request, path);
    return this.#resource(request, path, info, query, { user, userAgent: request.headers['user-agent'] ?? '', warn });
  }

  #resource(request: HttpRequest, path: string, info: RequestInfo, query: Query, caller: Caller): HttpResponse {
    const { registry } = this.core;
    const served = registry.served(info.group, info.version, info.resource);
    if (!served) {
      const known = registry.hasBuiltinGroup(info.group);
      if (!known) return textResponse(404, '404 page not found\n');
      throw unknownResource();
    }
    const target = targetOf(served, info);
    if (served.version.deprecationWarning) caller.warn(served.version.deprecationWarning);
    if (path.endsWith('/') && info.subresource !== 'proxy') throw unknownResource();
    if (!METHODS.has(request.method)) throw methodNotAllowed();
    if (!isStoredNowhere(target) && !isCached(request.method, info, query)) this.core.availability.checkEtcd();
    const representation = negotiate(request.headers.accept, request.method === 'GET' && info.name === '');
    return this.#resources.handle({
      request,
      target,
      info,
      query,
      caller,
      encoder: new Encoder(this.core, representation, this.#watchLines),
    });
  }
}

/** Whether etcd has no part in the answer: what is worked out, and reviews by what is known of roles. */
function isStoredNowhere({ definition: { live, answers, group } }: ResourceTarget): boolean {
  return live !== undefined || (answers !== undefined && group !== '');
}

/** Whether the watch cache can answer, so that etcd need not be asked. */
function isCached(method: string, { watchPath }: RequestInfo, query: Query): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  return watchPath || flag(query, 'watch') || first(query, 'resourceVersion') === '0';
}

function targetOf({ definition, version }: ServedVersion, info: RequestInfo): ResourceTarget {
  // `/api/v1/namespaces/x` is the Namespace x, in the namespace x for those who look.
  return { definition, version, subresource: info.subresource, namespace: info.namespace, name: info.name };
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}
