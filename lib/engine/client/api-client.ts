/**
 * The client of components in this process: the verbs of the API server, called directly.
 *
 * What a caller hands over is copied where it is not frozen: neither defaults nor the store reach back into it.
 *
 * Differs: bodies are typed, so unknown fields and wrong types are not looked for; whoever has untyped input goes through `Cluster.apply`
 * or the HTTP door.
 */
import type { DraftObject, KubeObject } from '../apimachinery/object-meta';
import { normalize } from '../apimachinery/schema/normalize';
import { isStatusError, methodNotAllowed, StatusError, unknownResource } from '../apimachinery/status-error';
import type { ApiServerCore } from '../apiserver/core';
import { SYSTEM_ADMIN } from '../apiserver/request';
import type {
  Caller,
  DeleteOptions,
  ObjectList,
  PatchType,
  ResourceTarget,
  User,
  WriteOptions,
} from '../apiserver/request';
import type { ResourceDefinition } from '../apiserver/resource-definition';
import type { HandlerAnswer, HandlerRequest } from '../apiserver/subresource-handler';
import { createObject } from '../apiserver/verbs/create';
import { deleteCollection } from '../apiserver/verbs/delete-collection';
import { deleteObject } from '../apiserver/verbs/delete';
import { patchObject } from '../apiserver/verbs/patch';
import { getObject, listObjects } from '../apiserver/verbs/read';
import { updateObject } from '../apiserver/verbs/update';
import { applyObject } from './apply-object';
import type { Applied, Client, Draft, ListSelection, ResourceClient, ServedResource } from './client';

export interface Identity {
  /** The part before the first `/` is the field manager. */
  readonly userAgent: string;
  /** @default the administrator */
  readonly user?: User;
}

export class ApiClient implements Client {
  /** By group, then by plural: asked for with each request. */
  readonly #resources = new Map<string, Map<string, ApiResourceClient>>();
  #generation = -1;

  constructor(
    private readonly core: ApiServerCore,
    private readonly identity: Identity,
  ) {}

  resource<T extends KubeObject = KubeObject>(plural: string, group = ''): ResourceClient<T> {
    const { generation } = this.core.registry;
    if (generation !== this.#generation) this.#resources.clear();
    this.#generation = generation;
    const known = this.#resources.get(group)?.get(plural) ?? this.#newResource(plural, group);
    return known as unknown as ResourceClient<T>;
  }

  #newResource(plural: string, group: string): ApiResourceClient {
    const definition = this.core.registry.find(group, plural);
    if (!definition) {
      const name = group === '' ? plural : `${plural}.${group}`;
      throw new Error(`No resource "${name}" is served. Name it as discovery does: ('pods'), ('deployments', 'apps').`);
    }
    const client = new ApiResourceClient(this.core, definition, this.identity);
    const ofGroup = this.#resources.get(group) ?? new Map<string, ApiResourceClient>();
    this.#resources.set(group, ofGroup.set(plural, client));
    return client;
  }

  apply(object: DraftObject, options: WriteOptions = {}): Applied {
    this.core.availability.checkEtcd();
    return this.core.attempt(() => applyObject(this.core, object, options, callerOf(this.identity)));
  }

  served(): readonly ServedResource[] {
    return this.core.registry.all();
  }

  as(userAgent: string, user: User | undefined = this.identity.user): Client {
    return new ApiClient(this.core, { userAgent, user });
  }
}

function callerOf({ userAgent, user = SYSTEM_ADMIN }: Identity): Caller {
  return { user, userAgent, warn: () => undefined };
}

class ApiResourceClient implements ResourceClient {
  readonly #caller: Caller;

  constructor(
    private readonly core: ApiServerCore,
    readonly definition: ResourceDefinition,
    identity: Identity,
  ) {
    this.#caller = callerOf(identity);
  }

  get(name: string, namespace = ''): KubeObject {
    this.core.availability.checkEtcd();
    return getObject(this.core, this.#target(name, namespace));
  }

  find(name: string, namespace = ''): KubeObject | undefined {
    try {
      return this.get(name, namespace);
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  list(selection: ListSelection = {}): readonly KubeObject[] {
    return this.listWithVersion(selection).items;
  }

  listWithVersion({ namespace = '', ...options }: ListSelection = {}): ObjectList {
    this.core.availability.checkEtcd();
    return listObjects(this.core, this.#target('', namespace), options);
  }

  create(object: Draft<KubeObject>, options: WriteOptions = {}): KubeObject {
    const draft = this.#draft(object as unknown as KubeObject);
    const target = this.#target('', draft.metadata.namespace ?? '');
    const { answers } = this.definition;
    if (answers) {
      const { create } = answers;
      if (!create) throw methodNotAllowed();
      return objectOf(this.#attempt(() => create(this.core, this.#asked(target, options), draft)));
    }
    return this.#attempt(() => createObject(this.core, target, draft, options, this.#caller));
  }

  update(object: KubeObject, options: WriteOptions = {}): KubeObject {
    return this.#update('', object, options);
  }

  updateStatus(object: KubeObject, options: WriteOptions = {}): KubeObject {
    return this.#update('status', object, options);
  }

  getSubresource(subresource: string, name: string, namespace = ''): KubeObject {
    const handler = this.definition.handlers.get(subresource);
    if (!handler?.get) throw unknownResource();
    this.core.availability.checkEtcd();
    return objectOf(handler.get(this.core, this.#asked(this.#target(name, namespace, subresource), {})));
  }

  updateSubresource(subresource: string, object: KubeObject, options: WriteOptions = {}): KubeObject {
    const handler = this.definition.handlers.get(subresource);
    if (!handler) return this.#update(subresource, object, options);
    const { update } = handler;
    if (!update) throw methodNotAllowed();
    const target = this.#target(object.metadata.name, object.metadata.namespace ?? '', subresource);
    return objectOf(this.#attempt(() => update(this.core, this.#asked(target, options), object)));
  }

  createSubresource(
    subresource: string,
    name: string,
    namespace: string,
    body: KubeObject,
    options: WriteOptions = {},
  ): KubeObject {
    const handler = this.definition.handlers.get(subresource);
    const create = handler?.create;
    if (!create) throw methodNotAllowed();
    const target = this.#target(name, namespace, subresource);
    return objectOf(this.#attempt(() => create(this.core, this.#asked(target, options), body)));
  }

  patch(
    name: string,
    namespace: string,
    type: PatchType,
    body: unknown,
    { subresource = '', ...options }: WriteOptions & { readonly subresource?: string } = {},
  ): KubeObject {
    const target = this.#target(name, namespace, subresource);
    const text = JSON.stringify(body);
    const handler = this.definition.handlers.get(subresource);
    if (!handler) {
      return this.#attempt(() => patchObject(this.core, target, { type, text }, options, this.#caller)).object;
    }
    const patched = handler.patch;
    if (!patched) throw methodNotAllowed();
    return objectOf(this.#attempt(() => patched(this.core, this.#asked(target, options), type, text)));
  }

  delete(name: string, namespace = '', options: DeleteOptions = {}): void {
    this.#attempt(() => deleteObject(this.core, this.#target(name, namespace), options, this.#caller));
  }

  deleteCollection({ namespace = '', ...selection }: ListSelection, options: DeleteOptions = {}): void {
    const target = this.#target('', namespace);
    this.#attempt(() => deleteCollection(this.core, target, selection, options, this.#caller));
  }

  #attempt<T>(write: () => T): T {
    this.core.availability.checkEtcd();
    return this.core.attempt(write);
  }

  #update(subresource: string, object: KubeObject, options: WriteOptions): KubeObject {
    const draft = this.#draft(object);
    const target = this.#target(draft.metadata.name, draft.metadata.namespace ?? '', subresource);
    return this.#attempt(() => updateObject(this.core, target, () => draft, options, this.#caller)).object;
  }

  #asked(target: ResourceTarget, options: WriteOptions): HandlerRequest {
    return { target, options, caller: this.#caller, query: new Map() };
  }

  #target(name: string, namespace: string, subresource = ''): ResourceTarget {
    const { definition } = this;
    // The path of a Namespace holds its name twice: as the object, and as the namespace of the request.
    const within = definition.table === 'namespaces' ? name : namespace;
    return { definition, version: definition.storageVersion, subresource, namespace: within, name };
  }

  /** The object in the form that decoding would have given it. */
  #draft(object: KubeObject): KubeObject {
    const { storageVersion, kind } = this.definition;
    const copy = { ...unshared(object), apiVersion: storageVersion.apiVersion, kind };
    const { schema } = storageVersion;
    const draft = schema ? normalize(copy, schema) : copy;
    storageVersion.applyDefaults(draft);
    return draft;
  }
}

/** A copy down to the parts that are frozen, which nobody can change and which are complete. */
function unshared<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(unshared) as T;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) copy[name] = unshared(member);
  }
  return copy as T;
}

function objectOf(answer: HandlerAnswer): KubeObject {
  if ('object' in answer) return answer.object;
  if ('outcome' in answer) {
    if (answer.outcome.status === 'Failure') throw new StatusError(answer.outcome);
    return answer.outcome as unknown as KubeObject;
  }
  throw new Error('The answer is no object; ask for it through the HTTP door.');
}
