/**
 * How components of the cluster, and tests, talk to the API server without HTTP: typed by kind, synchronous, through the same verbs and
 * admission as any other request.
 *
 * Upstream: staging/src/k8s.io/client-go/kubernetes
 */
import type { DraftMeta, DraftObject, KubeObject } from '../apimachinery/object-meta';
import type { DeleteOptions, ObjectList, PatchType, User, WriteOptions } from '../apiserver/request';

/** Which objects of a kind. */
export interface ListSelection {
  /** One namespace. @default all */
  readonly namespace?: string;
  /** As kubectl takes it: `app=shop,tier!=back`. @default all */
  readonly labelSelector?: string;
  /** As kubectl takes it: `status.phase=Running`. @default all */
  readonly fieldSelector?: string;
}

/** An object to be created: kind and version are the client's to fill in, most of the metadata the server's. */
export type Draft<T extends KubeObject> = Partial<Omit<T, 'metadata'>> & { readonly metadata: DraftMeta };

/** Requests for one kind. Everything throws StatusError as the API server would answer it. */
export interface ResourceClient<T extends KubeObject = KubeObject> {
  /** @throws StatusError NotFound */
  get(name: string, namespace?: string): T;
  /** Undefined instead of NotFound. */
  find(name: string, namespace?: string): T | undefined;
  list(selection?: ListSelection): readonly T[];
  listWithVersion(selection?: ListSelection): ObjectList;
  create(object: Draft<T>, options?: WriteOptions): T;
  /** Refused with Conflict when `metadata.resourceVersion` is stale. */
  update(object: T, options?: WriteOptions): T;
  updateStatus(object: T, options?: WriteOptions): T;
  /** Reads a subresource that answers for itself, e.g. `scale`. @throws StatusError NotFound, also where there is no such subresource */
  getSubresource(subresource: string, name: string, namespace?: string): KubeObject;
  /** Writes through another subresource, e.g. `approval`. */
  updateSubresource(subresource: string, object: KubeObject, options?: WriteOptions): KubeObject;
  /** Creates through a subresource of an existing object, e.g. `binding`, `eviction`, `token`. */
  createSubresource(
    subresource: string,
    name: string,
    namespace: string,
    body: KubeObject,
    options?: WriteOptions,
  ): KubeObject;
  patch(
    name: string,
    namespace: string,
    type: PatchType,
    body: unknown,
    options?: WriteOptions & { readonly subresource?: string },
  ): T;
  delete(name: string, namespace?: string, options?: DeleteOptions): void;
  deleteCollection(selection: ListSelection, options?: DeleteOptions): void;
}

/** What became of an object that was applied. */
export interface Applied {
  /** As it is now. */
  readonly object: KubeObject;
  /** As kubectl words it. */
  readonly outcome: 'created' | 'configured' | 'unchanged';
}

/** A resource as discovery tells of it. */
export interface ServedResource {
  /** The core group is empty. */
  readonly group: string;
  /** Its name in paths: `deployments`. */
  readonly plural: string;
  /** Its name in manifests: `Deployment`. */
  readonly kind: string;
  /** Whether its objects are in namespaces. */
  readonly namespaced: boolean;
  /** What may be asked of it. */
  readonly verbs: readonly string[];
  /** Versions it is served in. */
  readonly versions: readonly { readonly apiVersion: string; readonly served: boolean }[];
  /** By name. */
  readonly subresources: ReadonlyMap<string, { readonly kind: string }>;
  /** Under which its informer is found. */
  readonly table: string;
}

/** A client under one identity. */
export interface Client {
  /**
   * Requests for a kind, by its name in discovery: `('pods')`, `('deployments', 'apps')`; custom resources too.
   * Objects come and go in the storage version of the kind.
   * @throws Error when no such resource is served
   */
  resource<T extends KubeObject = KubeObject>(plural: string, group?: string): ResourceClient<T>;
  /**
   * Server-side apply of an object in whatever version it is written in; without a namespace of its own it goes to `default`.
   * @throws StatusError
   */
  apply(object: DraftObject, options?: WriteOptions): Applied;
  /** All resources that are served now, in the order of discovery. */
  served(): readonly ServedResource[];
  /** The same cluster under another user agent, which is also the default field manager, and under another user if one is given. */
  as(userAgent: string, user?: User): Client;
}
