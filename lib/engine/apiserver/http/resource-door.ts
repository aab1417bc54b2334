/**
 * Requests to resources: which verb, with which options and body, answered how.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/installer.go, pkg/endpoints/handlers
 */
import {
  methodNotAllowed,
  unknownResource,
  unsupportedMediaType,
  unsupportedPatchType,
} from '../../apimachinery/status-error';
import { decodeDeleteOptions, decodeObject, contentTypeOf } from '../codec';
import type { ApiServerCore } from '../core';
import type { Caller, PatchType, ResourceTarget } from '../request';
import type { HandlerAnswer, SubresourceHandler } from '../subresource-handler';
import { createObject } from '../verbs/create';
import { deleteCollection } from '../verbs/delete-collection';
import { deleteObject } from '../verbs/delete';
import { patchObject } from '../verbs/patch';
import { getObject, listObjects } from '../verbs/read';
import { updateObject } from '../verbs/update';
import { checkName } from '../verbs/object-name';
import { afterwards } from './answer-suspension';
import { admitConnection } from './connect-admission';
import type { Encoder } from './encoder';
import type { HttpRequest, HttpResponse } from './http-message';
import { deleteOptions, first, flag, listOptions, watchOptions, writeOptions, type Query } from './query-options';
import type { RequestInfo } from './request-info';

export interface ResourceRequest {
  readonly request: HttpRequest;
  readonly target: ResourceTarget;
  readonly info: RequestInfo;
  readonly query: Query;
  readonly caller: Caller;
  readonly encoder: Encoder;
}

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

const CUSTOM_PATCH_TYPES =
  'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';

/** The verb by which discovery says that a method is served, for subresources that are connected to. */
const CONNECT_VERBS: Readonly<Record<string, string>> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** Verbs that give a resource paths of single objects. */
const OBJECT_VERBS = new Set(['get', 'update', 'patch', 'delete']);

export class ResourceDoor {
  constructor(private readonly core: ApiServerCore) {}

  handle(call: ResourceRequest): HttpResponse {
    const { target, info } = call;
    const { definition } = target;
    if (definition.namespaced && info.namespace === '' && info.name !== '' && !info.watchPath) throw unknownResource();
    if (!definition.namespaced && info.namespace !== '') throw unknownResource();
    if (target.subresource !== '') return this.#subresource(call);
    if (info.name !== '' && !definition.verbs.some((verb) => OBJECT_VERBS.has(verb))) throw unknownResource();
    if (definition.answers) return this.#answered(call, definition.answers);
    return info.name === '' ? this.#collection(call) : this.#object(call);
  }

  #allow(call: ResourceRequest, verb: string): void {
    if (!call.target.definition.verbs.includes(verb)) throw methodNotAllowed();
  }

  #collection(call: ResourceRequest): HttpResponse {
    const { request, query, info, target } = call;
    const inNamespace = !target.definition.namespaced || info.namespace !== '';
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        return info.watchPath || flag(query, 'watch') ? this.#watch(call) : this.#list(call);
      case 'POST':
        this.#allow(call, 'create');
        if (!inNamespace) throw methodNotAllowed();
        return this.#create(call);
      case 'DELETE':
        this.#allow(call, 'deletecollection');
        if (!inNamespace) throw methodNotAllowed();
        return this.#deleteCollection(call);
      default:
        throw methodNotAllowed();
    }
  }

  #object(call: ResourceRequest): HttpResponse {
    const { request, info } = call;
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        // `watch=true` means something to collections only.
        return info.watchPath ? this.#watch(call) : this.#get(call);
      case 'PUT':
        this.#allow(call, 'update');
        return this.#update(call);
      case 'PATCH':
        this.#allow(call, 'patch');
        return this.#patch(call);
      case 'DELETE':
        this.#allow(call, 'delete');
        return this.#delete(call);
      default:
        throw methodNotAllowed();
    }
  }

  #get({ target, query, encoder }: ResourceRequest): HttpResponse {
    return encoder.object(200, target, getObject(this.core, target, first(query, 'resourceVersion')), query);
  }

  #list(call: ResourceRequest): HttpResponse {
    this.#allow(call, 'list');
    const { target, query, encoder } = call;
    return encoder.list(target, listObjects(this.core, target, listOptions(query)), query);
  }

  #watch(call: ResourceRequest): HttpResponse {
    this.#allow(call, 'watch');
    return call.encoder.watch(call.target, watchOptions(call.query), call.query);
  }

  #create({ request, target, query, caller, encoder }: ResourceRequest): HttpResponse {
    const options = writeOptions(query, 'CreateOptions', false);
    const object = decodeObject(this.core, target, request, options, caller);
    const created = createObject(this.core, target, object, options, caller);
    return afterwards(() => encoder.object(201, target, created, query));
  }

  #update({ request, target, query, caller, encoder }: ResourceRequest): HttpResponse {
    const options = writeOptions(query, 'UpdateOptions', false);
    const object = checkName(decodeObject(this.core, target, request, options, caller), target);
    const result = updateObject(this.core, target, () => object, options, caller);
    return afterwards(() => encoder.object(result.created ? 201 : 200, target, result.object, query));
  }

  #patch({ request, target, query, caller, encoder }: ResourceRequest): HttpResponse {
    const type = patchTypeOf(request, target);
    const options = writeOptions(query, 'PatchOptions', type === 'apply');
    const result = patchObject(this.core, target, { type, text: request.body ?? '' }, options, caller);
    return afterwards(() => encoder.object(result.created ? 201 : 200, target, result.object, query));
  }

  #delete({ request, target, query, caller, encoder }: ResourceRequest): HttpResponse {
    const options = deleteOptions(query, decodeDeleteOptions(request));
    const { object, gone } = deleteObject(this.core, target, options, caller);
    if (gone && !target.definition.strategy.answersDeletedObject) return encoder.deleted(target, object);
    return afterwards(() => encoder.object(200, target, object, query));
  }

  #deleteCollection({ request, target, query, caller, encoder }: ResourceRequest): HttpResponse {
    const options = deleteOptions(query, decodeDeleteOptions(request));
    const deleted = deleteCollection(this.core, target, listOptions(query), options, caller);
    return afterwards(() => encoder.list(target, deleted, query));
  }

  /** A part of the object that is written through the strategy, or something with a handler of its own. */
  #subresource(call: ResourceRequest): HttpResponse {
    const { target, info, request } = call;
    const { definition } = target;
    const served = definition.subresources.get(target.subresource);
    if (!served || info.name === '') throw unknownResource();
    if (definition.namespaced && info.namespace === '') throw unknownResource();
    const handler = definition.handlers.get(target.subresource);
    if (handler) return this.#answered(call, handler);
    if (request.method === 'GET' || request.method === 'HEAD') return this.#get(call);
    if (request.method === 'PUT') return this.#update(call);
    if (request.method === 'PATCH') return this.#patch(call);
    throw methodNotAllowed();
  }

  #answered(call: ResourceRequest, handler: SubresourceHandler): HttpResponse {
    const { request, target, query, caller } = call;
    const asked = { target, query, caller };
    if (handler.connect) return this.#connect(call, handler.connect);
    switch (request.method) {
      case 'GET':
      case 'HEAD':
        if (!handler.get) throw methodNotAllowed();
        return this.#encode(call, handler.get(this.core, { ...asked, options: {} }));
      case 'POST': {
        if (!handler.create) throw methodNotAllowed();
        const options = writeOptions(query, 'CreateOptions', false);
        const body = decodeObject(this.core, target, request, options, caller);
        return this.#encode(call, handler.create(this.core, { ...asked, options }, body));
      }
      case 'PUT': {
        if (!handler.update) throw methodNotAllowed();
        const options = writeOptions(query, 'UpdateOptions', false);
        const body = checkName(decodeObject(this.core, target, request, options, caller), target);
        return this.#encode(call, handler.update(this.core, { ...asked, options }, body));
      }
      case 'PATCH': {
        if (!handler.patch) throw methodNotAllowed();
        const type = patchTypeOf(request, target);
        const options = writeOptions(query, 'PatchOptions', type === 'apply');
        return this.#encode(call, handler.patch(this.core, { ...asked, options }, type, request.body ?? ''));
      }
      default:
        throw methodNotAllowed();
    }
  }

  #connect(call: ResourceRequest, connect: NonNullable<SubresourceHandler['connect']>): HttpResponse {
    const { request, target, query, caller, info } = call;
    const served = target.definition.subresources.get(target.subresource)?.verbs ?? [];
    if (!served.includes(CONNECT_VERBS[request.method] ?? '')) throw methodNotAllowed();
    admitConnection(this.core, { target, query, caller, rest: info.rest });
    return this.#encode(call, connect(this.core, { target, query, caller, options: {} }, request));
  }

  #encode(call: ResourceRequest, answer: HandlerAnswer): HttpResponse {
    if ('response' in answer) return answer.response;
    if ('outcome' in answer) return call.encoder.status(answer.outcome);
    if ('object' in answer) return call.encoder.plain(answer.status, answer.object, call.query);
    return { status: answer.status, headers: { 'content-type': answer.contentType }, body: answer.text, warnings: [] };
  }
}

function patchTypeOf(request: HttpRequest, target: ResourceTarget): PatchType {
  const type = PATCH_TYPES[contentTypeOf(request)];
  if (!type) throw unsupportedPatchType();
  if (type === 'strategic' && target.definition.custom) throw unsupportedMediaType(CUSTOM_PATCH_TYPES);
  return type;
}
