/**
 * Who owns which fields: keeps `metadata.managedFields` true through every write.
 *
 * A write compares only what it changed (objects share the rest), and entries that it does not concern keep their JSON, so owners are
 * written down at once, however many status updates a controller sends.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{create,update,patch}.go, handlers/fieldmanager/equality.go
 */
import { FieldManager } from '../apimachinery/managed-fields/field-manager';
import { FieldSet } from '../apimachinery/managed-fields/field-set';
import type { TypedObject } from '../apimachinery/managed-fields/ownership-updater';
import { pathOfFields } from '../apimachinery/managed-fields/path-element';
import type { JsonObject, KubeObject, ManagedFieldsEntry } from '../apimachinery/object-meta';
import { sameJson, sameMembers } from '../apimachinery/same-json';
import { normalize } from '../apimachinery/schema/normalize';
import { timestamp, type ApiServerCore } from './core';
import type { Caller, ResourceTarget, WriteOptions } from './request';
import type { ResourceDefinition, VersionDefinition } from './resource-definition';

const MAX_MANAGER_LENGTH = 128;

const fieldManagers = new WeakMap<VersionDefinition, Map<string, FieldManager>>();

/** The manager of a write: what the request names, else the first part of its user agent. */
export function managerOf(options: WriteOptions, caller: Caller): string {
  const manager = options.fieldManager ?? caller.userAgent.split('/')[0] ?? '';
  return manager.slice(0, MAX_MANAGER_LENGTH);
}

/** A new object, in the version of the request, with its first owner. */
export function trackCreate(
  core: ApiServerCore,
  target: ResourceTarget,
  object: KubeObject,
  options: WriteOptions,
  caller: Caller,
): KubeObject {
  return fieldManagerOf(target).update(undefined, object, managerOf(options, caller), timestamp(core));
}

/** A changed object with its owners; both in the version of the request. */
export function trackUpdate(
  core: ApiServerCore,
  target: ResourceTarget,
  current: KubeObject,
  object: KubeObject,
  options: WriteOptions,
  caller: Caller,
): KubeObject {
  return fieldManagerOf(target).update(current, object, managerOf(options, caller), timestamp(core));
}

/**
 * A patch of server-side apply laid over the current object (undefined: there is none yet), in the version of the request, owners
 * included. What comes out is still to be decoded and defaulted.
 *
 * @throws StatusError Conflict and others, as the API server answers
 */
export function applyTracked(
  core: ApiServerCore,
  target: ResourceTarget,
  current: KubeObject | undefined,
  patch: JsonObject,
  options: WriteOptions,
): JsonObject {
  const manager = options.fieldManager ?? '';
  return fieldManagerOf(target).apply(current, patch, manager, options.force ?? false, timestamp(core));
}

/** The field manager of a resource in one version, or of one of its subresources that writes the object itself. */
function fieldManagerOf({ definition, version, subresource }: ResourceTarget): FieldManager {
  let managers = fieldManagers.get(version);
  if (!managers) fieldManagers.set(version, (managers = new Map<string, FieldManager>()));
  let manager = managers.get(subresource);
  if (!manager) managers.set(subresource, (manager = newFieldManager(definition, version, subresource)));
  return manager;
}

function newFieldManager(
  definition: ResourceDefinition,
  version: VersionDefinition,
  subresource: string,
): FieldManager {
  const { group, kind, strategy } = definition;
  const { apiVersion } = version;
  const resetFields = subresource === '' ? strategy.resetFields : strategy.subresources?.[subresource]?.resetFields;
  const ignored = FieldSet.of(...(resetFields ?? []).map(pathOfFields));
  return new FieldManager({
    group,
    version: version.name,
    kind,
    apiVersion,
    subresource,
    typed: (value) => version.schema && { value, apiVersion, schema: version.schema },
    convert: (object, wanted) => convertTyped(definition, object, wanted),
    ignoredFields: () => ignored,
    emptyObject: emptyObject(definition, version) as JsonObject,
  });
}

/** What Go makes of a kind before anything is set. */
function emptyObject({ kind }: ResourceDefinition, { apiVersion, schema }: VersionDefinition): object {
  const empty = { apiVersion, kind, metadata: {} };
  return schema ? normalize(empty, schema) : empty;
}

function convertTyped(
  definition: ResourceDefinition,
  object: TypedObject,
  apiVersion: string,
): TypedObject | undefined {
  if (object.apiVersion === apiVersion) return object;
  const from = definition.versions.find((version) => version.apiVersion === object.apiVersion);
  const to = definition.versions.find((version) => version.apiVersion === apiVersion);
  if (!from || !to?.schema) return undefined;
  // Conversions are of Go's structs: what an applier's removal took away is zero there, not absent.
  const whole = normalize(object.value, object.schema) as unknown as KubeObject;
  const value = normalize(to.fromStorage(from.toStorage(whole)) as JsonObject, to.schema);
  return { value, apiVersion, schema: to.schema };
}

/** Whether a write changes nothing, or nothing but the times in managedFields: then it is none. */
export function isSameButTimes(a: KubeObject, b: KubeObject): boolean {
  if (!sameMembers(a, b, 'metadata')) return false;
  if (!sameMembers(a.metadata as JsonObject, b.metadata as JsonObject, 'managedFields')) return false;
  // Owners last: they take longest to look at.
  const { managedFields: left = [] } = a.metadata;
  const { managedFields: right = [] } = b.metadata;
  if (left === right) return true;
  const timeless = (entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] =>
    entries.map(({ time: _time, ...rest }) => rest);
  return sameJson(timeless(left), timeless(right));
}
