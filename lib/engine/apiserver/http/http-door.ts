/**
 * The API as HTTP: from method, path, headers and body to status, headers and body.
 *
 * Synchronous, and without sockets: a jest test and the real server send the same requests through it.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go, pkg/endpoints/filters, pkg/server/config.go (handler chain)
 */
import {
  failure,
  internalError,
  methodNotAllowed,
  StatusError,
  unknownResource,
} from '../../apimachinery/status-error';
import type { ApiServerCore } from '../core';
import type { Caller, ResourceTarget, User } from '../request';
import { SYSTEM_ADMIN } from '../request';
import type { ServedVersion } from '../resource-registry';
import { Encoder } from './encoder';
import { negotiate } from './negotiation';
import { nonResourceAnswer } from './non-resource';
import { flag, parseQuery, type Query } from './query-options';
import { requestInfoOf, type RequestInfo } from './request-info';
import { ResourceDoor } from './resource-door';
import { textResponse, type HttpRequest, type HttpResponse } from './http-message';

/** Decides whether somebody may do something. */
export interface Authorizer {
  /** Undefined when allowed, otherwise why not (may be ''). */
  deny(attributes: AuthorizationAttributes): string | undefined;
}

export interface AuthorizationAttributes {
  readonly user: User;
  readonly verb: string;
  readonly isResource: boolean;
  readonly path: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}

export interface HttpDoorOptions {
  /** @default everything is allowed */
  readonly authorizer?: Authorizer;
  /** Documents for paths outside resources (`/openapi/...`, `/version`), by path. */
}

const VERBS: Readonly<Record<string, readonly [onObject: string, onCollection: string]>> = {
  GET: ['get', 'list'],
  HEAD: ['get', 'list'],
  POST: ['create', 'create'],
  PUT: ['update', 'update'],
  PATCH: ['patch', 'patch'],
  DELETE: ['delete', 'deletecollection'],
};

export class HttpDoor {
  readonly #resources: ResourceDoor;

  constructor(
    private readonly core: ApiServerCore,
    private readonly options: HttpDoorOptions = {},
  ) {
    this.#resources = new ResourceDoor(core);
  }

  /** Answers a request. Never throws: what goes wrong inside is a 500 with its message. */
  handle(request: HttpRequest): HttpResponse {
    const warnings: string[] = [];
    const user = request.user ?? SYSTEM_ADMIN;
    const caller: Caller = {
      user,
      userAgent: request.headers['user-agent'] ?? '',
      warn: (text) => {
        if (!warnings.includes(text)) warnings.push(text);
      },
    };
    try {
      const answer = this.#answer(request, caller);
      return { ...answer, warnings: [...answer.warnings, ...warnings] };
    } catch (error) {
      const refused =
        error instanceof StatusError ? error : internalError(error instanceof Error ? error.message : String(error));
      return { ...Encoder.forErrors(request.headers.accept).status(refused.status), warnings };
    }
  }

  #answer(request: HttpRequest, caller: Caller): HttpResponse {
    const [path = '', search = ''] = splitOnce(request.url, '?');
    const query = parseQuery(search);
    const info = requestInfoOf(path);
    this.#authorize(request, path, info, query, caller);
    if (!info.isResource) return nonResourceAnswer(this.core, request, path);
    return this.#resource(request, path, info, query, caller);
  }

  #resource(request: HttpRequest, path: string, info: RequestInfo, query: Query, caller: Caller): HttpResponse {
    const { registry } = this.core;
    const served = registry.served(info.group, info.version, info.resource);
    if (!served) {
      const known = info.group === '' || registry.servesGroup(info.group);
      if (!known) return textResponse(404, '404 page not found\n');
      throw unknownResource();
    }
    const target = targetOf(served, info);
    if (path.endsWith('/') && path.length > 1) throw unknownResource();
    if (!VERBS[request.method]) throw methodNotAllowed();
    const representation = negotiate(request.headers.accept, request.method === 'GET' && info.name === '');
    return this.#resources.handle({
      request,
      target,
      info,
      query,
      caller,
      encoder: new Encoder(this.core, representation),
    });
  }

  #authorize(request: HttpRequest, path: string, info: RequestInfo, query: Query, caller: Caller): void {
    const { authorizer } = this.options;
    if (!authorizer) return;
    const watching = info.watchPath || (request.method === 'GET' && flag(query, 'watch') === true && info.name === '');
    const [onObject, onCollection] = VERBS[request.method] ?? [
      request.method.toLowerCase(),
      request.method.toLowerCase(),
    ];
    const verb = !info.isResource
      ? request.method.toLowerCase()
      : watching
        ? 'watch'
        : info.name === ''
          ? onCollection
          : onObject;
    const { group, version, resource, subresource, namespace, name } = info;
    const attributes = {
      user: caller.user,
      verb,
      isResource: info.isResource,
      path,
      group,
      version,
      resource,
      subresource,
      namespace,
      name,
    };
    const reason = authorizer.deny(attributes);
    if (reason !== undefined) throw forbiddenBy(attributes, reason);
  }
}

/** Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go */
export function forbiddenBy(attributes: AuthorizationAttributes, reason: string): StatusError {
  const { user, verb, isResource, path, group, resource, subresource, namespace, name } = attributes;
  const tail = reason === '' ? '' : `: ${reason}`;
  const who = `User ${JSON.stringify(user.name)} cannot`;
  if (!isResource)
    return failure(403, 'Forbidden', `forbidden: ${who} ${verb} path ${JSON.stringify(path)}${tail}`, {});
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const where = `${who} ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${scope}${tail}`;
  const plural = group === '' ? resource : `${resource}.${group}`;
  const subject = name === '' ? `${plural} is` : `${plural} ${JSON.stringify(name)} is`;
  return failure(403, 'Forbidden', `${subject} forbidden: ${where}`, { name, group, kind: resource });
}

function targetOf({ definition, version }: ServedVersion, info: RequestInfo): ResourceTarget {
  // `/api/v1/namespaces/x` is the Namespace x, in the namespace x for those who look.
  return { definition, version, subresource: info.subresource, namespace: info.namespace, name: info.name };
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + separator.length)];
}
