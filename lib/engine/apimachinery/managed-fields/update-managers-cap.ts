/**
 * Keeps the managers of updates to a number: the oldest are put together, for each version, as `ancient-changes`.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/util/managedfields/internal/capmanagers.go
 */
import { compareText } from '../go-text';
import { type ManagedFields, type ManagedSet, managerKey } from './managed-fields';

const MAX_UPDATE_MANAGERS = 10;

export function capUpdateManagers(managed: ManagedFields): ManagedFields {
  const updaters = [...managed].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= MAX_UPDATE_MANAGERS) return managed;
  updaters.sort(([a, { time: x = '' }], [b, { time: y = '' }]) => compareText(x, y) || compareText(a, b));
  const result = new Map(managed);
  const firstOfVersion = new Map<string, string>();
  let count = updaters.length;
  for (const [key, owner] of updaters) {
    if (count <= MAX_UPDATE_MANAGERS) break;
    const first = firstOfVersion.get(owner.apiVersion);
    if (first === undefined) firstOfVersion.set(owner.apiVersion, key);
    else {
      putTogether(result, first, key, owner);
      count--;
    }
  }
  return result;
}

/** The bucket of a version starts as the oldest manager of it, under another name. */
function putTogether(managed: Map<string, ManagedSet>, first: string, key: string, owner: ManagedSet): void {
  const { apiVersion, time } = owner;
  const bucket = { manager: 'ancient-changes', operation: 'Update', apiVersion, subresource: '' } as const;
  const name = managerKey(bucket);
  const before = managed.get(name) ?? managed.get(first);
  if (!managed.has(name)) managed.delete(first);
  managed.delete(key);
  managed.set(name, { ...bucket, time, set: before ? owner.set.union(before.set) : owner.set });
}
