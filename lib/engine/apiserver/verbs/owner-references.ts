/**
 * Owner references of an object that is written: duplicates are dropped, with a warning.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go (dedupOwnerReferencesAndAddWarning)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { withMetadata } from '../core';
import type { Caller } from '../request';

const WARNING =
  '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: ';

export function dedupOwnerReferences(object: KubeObject, caller: Caller): KubeObject {
  const references = object.metadata.ownerReferences;
  if (!references || references.length < 2) return object;
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  const kept = references.filter((reference) => {
    const key = JSON.stringify([
      reference.apiVersion,
      reference.kind,
      reference.name,
      reference.uid,
      reference.controller ?? null,
      reference.blockOwnerDeletion ?? null,
    ]);
    if (seen.has(key)) duplicates.add(reference.uid);
    const fresh = !seen.has(key);
    seen.add(key);
    return fresh;
  });
  if (duplicates.size === 0) return object;
  caller.warn(WARNING + [...duplicates].join(', '));
  return withMetadata(object, { ownerReferences: kept });
}
