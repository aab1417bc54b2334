/**
 * The shape of every API object: JSON values, object metadata, and small readers of both. Objects are immutable; a change is a new
 * object that shares what did not change.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/types.go
 * Differs: empty strings are left out instead of being stored as ''; readers give '' for them where Go would.
 */

/** A value as JSON knows it; `undefined` members count as absent. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** An object as JSON knows it. */
export type JsonObject = { readonly [field: string]: JsonValue | undefined };

/** Whom an object belongs to: it goes when its owners have gone. */
export type OwnerReference = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
};

/** Which fields one manager owns, as server-side apply keeps it. */
export type ManagedFieldsEntry = {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: string;
  readonly fieldsV1?: JsonObject;
  readonly subresource?: string;
};

/** Metadata of an object that the store holds: it has its name, uid, version and time of creation. */
export type ObjectMeta = {
  readonly name: string;
  readonly generateName?: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
  readonly selfLink?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  /** RFC 3339, whole seconds, UTC. */
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
};

/** Metadata of an object on its way in: a client fills what it likes, null counts as absent. */
export type DraftMeta = {
  readonly [Field in keyof ObjectMeta]?: ObjectMeta[Field] | null;
};

/** An object as the store holds it. Name a kind's own fields to read them typed: `KubeObject<{ spec: PodSpec }>`. */
export type KubeObject<Fields extends object = JsonObject> = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
} & Fields;

/** An object that somebody wants to create or apply. Every {@link KubeObject} is one. */
export type DraftObject<Fields extends object = JsonObject> = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: DraftMeta;
} & Fields;

export interface GroupResource {
  /** The core group is ''. */
  readonly group: string;
  /** The plural, e.g. `deployments`; may carry a subresource, e.g. `deployments/scale`. */
  readonly resource: string;
}

export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** True for JSON objects: neither null nor a list. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for JSON lists. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The namespace, '' for cluster-scoped objects. */
export function namespaceOf(object: { readonly metadata: { readonly namespace?: string | null } }): string {
  return object.metadata.namespace ?? '';
}

/** `namespace/name`, or the name alone for cluster-scoped objects: the key of work queues. */
export function keyOf(object: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** Splits what {@link keyOf} made. */
export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The owner reference that says `controller: true`, if there is one. */
export function controllerOf(object: {
  readonly metadata: { readonly ownerReferences?: readonly OwnerReference[] | null };
}): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** Whether `owner` is the object's controller, by uid. */
export function isControlledBy(
  object: { readonly metadata: { readonly ownerReferences?: readonly OwnerReference[] | null } },
  owner: { readonly metadata: { readonly uid: string } },
): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** The reference by which `owner` controls a dependent: `controller` and `blockOwnerDeletion` are true. */
export function controllerReference(owner: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly uid: string };
}): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** `deployments.apps`, or `pods` in the core group. */
export function formatGroupResource({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** `Deployment.apps`, or `Pod` in the core group. */
export function formatGroupKind({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** `apps/v1`, or `v1` in the core group. */
export function formatGroupVersion({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`;
}

/**
 * Splits an apiVersion; undefined where it holds more than one slash.
 *
 * Upstream: schema.ParseGroupVersion
 */
export function parseGroupVersion(apiVersion: string): GroupVersion | undefined {
  if (apiVersion === '' || apiVersion === '/') return { group: '', version: '' };
  const parts = apiVersion.split('/');
  if (parts.length > 2) return undefined;
  const [first = '', second] = parts;
  return second === undefined ? { group: '', version: first } : { group: first, version: second };
}
