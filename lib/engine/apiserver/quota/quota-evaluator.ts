/**
 * How objects of a resource are counted against quotas.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/quota/v1/interfaces.go
 */
import type { ScopedResourceSelectorRequirement } from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import type { ResourceList } from './resource-list';

export interface QuotaEvaluator {
  /** A change can use more; otherwise only creations count. */
  readonly countsUpdates: boolean;
  /** What an object uses depends on more than that it is there. @default false */
  readonly countsState?: true;
  /** Those of the names that this resource uses. */
  matchingResources(names: readonly string[]): string[];
  usage(object: KubeObject, nowMs: number): ResourceList;
  /** @default no object is in any scope */
  matchesScope?(scope: ScopedResourceSelectorRequirement, object: KubeObject): boolean;
  /** What the object must say so that it can be counted. Undefined when it does. */
  missing?(names: readonly string[], object: KubeObject): string | undefined;
}
