/**
 * Writes objects that are known to be right straight into the store: what every cluster starts with must not cost a test its time.
 */
import type { KubeObject, ManagedFieldsEntry } from '../../apimachinery/object-meta';
import { tableOf, timestamp, withMetadata, type ApiServerCore } from '../core';
import { trackCreate } from '../field-ownership';
import type { Caller, ResourceTarget } from '../request';
import { objectKey } from '../resource-definition';

/** Who owns which field is the same in every cluster, so found out once for each object; only the time differs. */
const owned = new WeakMap<KubeObject, readonly ManagedFieldsEntry[]>();

function ownersOf(
  core: ApiServerCore,
  target: ResourceTarget,
  object: KubeObject,
  caller: Caller,
): readonly ManagedFieldsEntry[] {
  let entries = owned.get(object);
  if (!entries) {
    entries = trackCreate(core, target, object, {}, caller).metadata.managedFields ?? [];
    owned.set(object, entries);
  }
  return entries;
}

/** Stores those that are missing, in the storage version and complete but for what a creation gives. */
export function plant(
  core: ApiServerCore,
  group: string,
  plural: string,
  objects: readonly KubeObject[],
  caller: Caller,
): void {
  const definition = core.registry.find(group, plural);
  if (!definition) return;
  const table = tableOf(core, definition);
  const time = timestamp(core);
  const version = definition.storageVersion;
  for (const object of objects) {
    const { name, namespace = '' } = object.metadata;
    const key = objectKey(namespace, name);
    if (table.get(key)) continue;
    const target = { definition, version, subresource: '', namespace, name: '' };
    const entries = ownersOf(core, target, object, caller).map((entry) => ({ ...entry, time }));
    const managedFields = entries.length > 0 ? { managedFields: entries } : {};
    table.put(key, withMetadata(object, { uid: core.random.uuid(), creationTimestamp: time, ...managedFields }));
  }
}
