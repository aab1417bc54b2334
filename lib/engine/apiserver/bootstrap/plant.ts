/**
 * Writes objects that are known to be right straight into the store: what every cluster starts with must not cost a test its time.
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { tableOf, timestamp, withMetadata, type ApiServerCore } from '../core';
import { trackCreate } from '../field-ownership';
import type { Caller } from '../request';
import { objectKey } from '../resource-definition';

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
  const creationTimestamp = timestamp(core);
  const version = definition.storageVersion;
  for (const object of objects) {
    const { name, namespace = '' } = object.metadata;
    const key = objectKey(namespace, name);
    if (table.get(key)) continue;
    const target = { definition, version, subresource: '', namespace, name: '' };
    const tracked = trackCreate(core, target, object, {}, caller);
    table.put(key, withMetadata(tracked, { uid: core.random.uuid(), creationTimestamp }));
  }
}
