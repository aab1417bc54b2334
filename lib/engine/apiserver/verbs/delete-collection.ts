/**
 * Deleting what a list selects.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/registry/generic/registry/store.go (DeleteCollection)
 */
import { isStatusError } from '../../apimachinery/status-error';
import type { ApiServerCore } from '../core';
import type { Caller, DeleteOptions, ListOptions, ObjectList, ResourceTarget } from '../request';
import { deleteObject } from './delete';
import { listObjects } from './read';

/** Answers what was selected, as it was before. */
export function deleteCollection(
  core: ApiServerCore,
  target: ResourceTarget,
  selection: ListOptions,
  options: DeleteOptions,
  caller: Caller,
): ObjectList {
  const list = listObjects(core, target, selection);
  for (const { metadata } of list.items) {
    try {
      deleteObject(core, { ...target, name: metadata.name, namespace: metadata.namespace ?? '' }, options, caller);
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }
  return list;
}
