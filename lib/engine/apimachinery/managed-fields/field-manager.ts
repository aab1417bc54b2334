/**
 * Keeps `metadata.managedFields` true: for writes that bring the whole object (create, update, patch), and for server-side apply.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/{fieldmanager,structuredmerge,managedfieldsupdater,stripmeta,
 * capmanagers,skipnonapplied,versioncheck}.go
 */
import {
  type JsonObject,
  type JsonValue,
  type KubeObject,
  type ManagedFieldsEntry,
  parseGroupVersion,
} from '../object-meta';
import { ParseError } from '../parse-error';
import { badRequest, unknownError } from '../status-error';
import { Conflicts } from './conflicts';
import { FieldSet } from './field-set';
import { annotatedAsApplied, conflictsOfClientSideApply } from './last-applied';
import {
  decodeManagedFields,
  encodeManagedFields,
  type ManagedFields,
  type ManagedSet,
  type Manager,
  managerKey,
} from './managed-fields';
import { objectShape } from './object-shape';
import { type ConvertTyped, type IgnoredFields, OwnershipUpdater, type TypedObject } from './ownership-updater';
import { pathOfFields } from './path-element';
import { TypedError, validateTyped } from './typed-validation';
import { capUpdateManagers } from './update-managers-cap';

/** The kind and version of a request, and how its objects become other versions. */
export interface FieldManagerOptions {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly apiVersion: string;
  /** '' for the object as a whole. */
  readonly subresource: string;
  /** The object in its own version; undefined for kinds without schema, of which nobody owns fields. */
  readonly typed: (value: JsonObject) => TypedObject | undefined;
  readonly convert: ConvertTyped;
  readonly ignoredFields: IgnoredFields;
  /** What an object is before it is created. */
  readonly emptyObject: JsonObject;
}

/** What is no business of managers. */
const STRIPPED = FieldSet.of(
  ...[
    'apiVersion',
    'kind',
    'metadata',
    'metadata.name',
    'metadata.namespace',
    'metadata.creationTimestamp',
    'metadata.selfLink',
    'metadata.uid',
    'metadata.clusterName',
    'metadata.generation',
    'metadata.managedFields',
    'metadata.resourceVersion',
  ].map(pathOfFields),
);

const MAX_SHAPES = 256;

export class FieldManager {
  readonly #updater: OwnershipUpdater;
  /** What whoever creates an object of a shape owns. Forgotten all at once when there are too many. */
  readonly #setsOfNew = new Map<string, FieldSet>();

  constructor(private readonly options: FieldManagerOptions) {
    this.#updater = new OwnershipUpdater(options.convert, options.ignoredFields);
  }

  /** The object with its managed fields, after it was changed from `live` (undefined: it is new) by a manager at a time. */
  update<T extends KubeObject>(live: KubeObject | undefined, object: T, manager: string, time: string): T {
    const before = decodeLiveOrNew(live, object, this.options.subresource !== '');
    // Who has stopped tracking starts again only with an apply.
    if (before.size === 0 && live) return withEntries(object, undefined);
    try {
      const owner = this.#manager(manager, 'Update');
      const after = this.#update(live && withoutEntries(live), withoutEntries(object), before, owner, time);
      return withEntries(object, encodeManagedFields(capUpdateManagers(after)));
    } catch (error) {
      // Objects that have no field sets, such as one with duplicate keys in a list, are stored without owners.
      if (error instanceof TypedError) return withEntries(object, undefined);
      throw error;
    }
  }

  /**
   * Lays a patch over `live` (undefined: it is to be created). Answers the merged object, not yet decoded, or the live one where nothing
   * changed but owners.
   *
   * @throws StatusError as the API server answers
   */
  apply(live: KubeObject | undefined, patch: JsonObject, manager: string, force: boolean, time: string): JsonObject {
    this.#checkType(patch);
    const before = withoutEntries(live ?? (this.options.emptyObject as KubeObject));
    let managed: ManagedFields;
    try {
      managed = decodeManagedFields(live?.metadata.managedFields);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      throw unknownError(`failed to decode managed fields: ${error.message}`);
    }
    if (managed.size === 0 && live) managed = capUpdateManagers(this.#beforeFirstApply(before, time));
    const run = (forced: boolean): JsonObject => this.#apply(before, patch, managed, manager, forced, time);
    try {
      const result = this.#withLastApplied(before, manager, force, run);
      return manager === 'kubectl' ? annotatedAsApplied(result, patch) : result;
    } catch (error) {
      throw error instanceof Conflicts ? error.toStatusError() : error;
    }
  }

  /** kubectl that moves from client-side to server-side apply takes over what its annotation says. */
  #withLastApplied(live: KubeObject, manager: string, force: boolean, run: (force: boolean) => JsonObject): JsonObject {
    try {
      return run(force);
    } catch (error) {
      if (manager !== 'kubectl' || !(error instanceof Conflicts)) throw error;
      const typed = this.options.typed(live as JsonObject);
      const rest = typed && conflictsOfClientSideApply(error, typed);
      if (!rest) throw error;
      if (rest.owners.length > 0) throw rest;
      return run(true);
    }
  }

  #apply(
    live: KubeObject,
    patch: JsonObject,
    managed: ManagedFields,
    manager: string,
    force: boolean,
    time: string,
  ): JsonObject {
    if ((patch.metadata as JsonObject | undefined)?.managedFields != null)
      throw badRequest('metadata.managedFields must be nil');
    const config = this.#validated('patch', patch);
    const current = this.#validated('live', live as JsonObject);
    const applier = this.#manager(manager, 'Apply');
    const key = managerKey(applier);
    const { object, managed: after } = this.#updater.apply(current, config, managed, applier, force);
    strip(after, key);
    const mine = after.get(key);
    if (mine && object) after.set(key, { ...mine, time });
    return withEntries((object?.value ?? live) as KubeObject, encodeManagedFields(after)) as JsonObject;
  }

  /** What was there before anybody tracked it belongs to nobody in particular. */
  #beforeFirstApply(live: KubeObject, time: string): ManagedFields {
    return this.#update(undefined, live, new Map(), this.#manager('before-first-apply', 'Update'), time);
  }

  #update(
    live: KubeObject | undefined,
    object: KubeObject,
    managed: ManagedFields,
    manager: Manager,
    time: string,
  ): Map<string, ManagedSet> {
    const before = this.options.typed((live as JsonObject | undefined) ?? this.options.emptyObject);
    const after = this.options.typed(object as JsonObject);
    if (!before || !after) return new Map();
    if (!live && managed.size === 0) {
      const set = this.#setOfNew(before, after, manager);
      return set.isEmpty ? new Map() : new Map([[managerKey(manager), { ...manager, set, time }]]);
    }
    const { managed: result, taken } = this.#updater.update(before, after, managed, manager);
    const set = taken.difference(STRIPPED);
    if (set.isEmpty) return result;
    const key = managerKey(manager);
    result.set(key, { ...manager, set: (result.get(key)?.set ?? FieldSet.empty).union(set), time });
    return result;
  }

  #setOfNew(empty: TypedObject, object: TypedObject, manager: Manager): FieldSet {
    const shape = objectShape(object.value);
    const known = shape === undefined ? undefined : this.#setsOfNew.get(shape);
    if (known) return known;
    const set = this.#updater.update(empty, object, new Map(), manager).taken.difference(STRIPPED);
    if (shape === undefined) return set;
    if (this.#setsOfNew.size >= MAX_SHAPES) this.#setsOfNew.clear();
    this.#setsOfNew.set(shape, set);
    return set;
  }

  #manager(manager: string, operation: Manager['operation']): Manager {
    const { apiVersion, subresource } = this.options;
    return { manager: manager === '' ? 'unknown' : manager, operation, apiVersion, subresource };
  }

  #checkType({ apiVersion, kind }: JsonObject): void {
    if (kind === this.options.kind && apiVersion === this.options.apiVersion) return;
    const { group, version } = parseGroupVersion(String(apiVersion ?? '')) ?? { group: '', version: '' };
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${String(kind ?? '')}`);
  }

  #validated(role: 'patch' | 'live', value: JsonObject): TypedObject {
    const typed = this.options.typed(value);
    const { group, version, kind } = this.options;
    if (!typed)
      throw unknownError(
        `failed to create typed ${role} object: no corresponding type for ${group}/${version}, Kind=${kind}`,
      );
    try {
      validateTyped(typed.value, typed.schema);
    } catch (error) {
      if (!(error instanceof TypedError)) throw error;
      const { namespace = '', name = '' } = (value.metadata ?? {}) as Record<string, JsonValue | undefined>;
      const subject = `${String(namespace)}/${String(name)}; ${group}/${version}, Kind=${kind}`;
      throw unknownError(`failed to create typed ${role} object (${subject}): ${error.message}`);
    }
    return typed;
  }
}

/** Owners are those that the request sends, so that it can change them, else those of the live object. */
function decodeLiveOrNew(live: KubeObject | undefined, object: KubeObject, ignoreSent: boolean): ManagedFields {
  const liveEntries = live?.metadata.managedFields;
  if (ignoreSent) return decodeLeniently(liveEntries);
  const sent = object.metadata.managedFields;
  if (isReset(sent)) return new Map();
  const managed = decodeLeniently(sent);
  return managed.size === 0 ? decodeLeniently(liveEntries) : managed;
}

function decodeLeniently(entries: readonly ManagedFieldsEntry[] | undefined): ManagedFields {
  try {
    return decodeManagedFields(entries);
  } catch (error) {
    if (error instanceof ParseError) return new Map();
    throw error;
  }
}

/** An empty list, or one with an empty entry: owners are to be forgotten. */
function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (!entries) return false;
  const [first, ...more] = entries;
  return first === undefined || (more.length === 0 && Object.keys(first).length === 0);
}

function strip(managed: Map<string, ManagedSet>, key: string): void {
  const owner = managed.get(key);
  if (!owner) return;
  const set = owner.set.difference(STRIPPED);
  if (set.isEmpty) managed.delete(key);
  else managed.set(key, { ...owner, set });
}

function withEntries<T extends KubeObject>(object: T, managedFields: readonly ManagedFieldsEntry[] | undefined): T {
  if (managedFields === undefined) return withoutEntries(object);
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function withoutEntries<T extends KubeObject>(object: T): T {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _entries, ...metadata } = object.metadata;
  return { ...object, metadata };
}
