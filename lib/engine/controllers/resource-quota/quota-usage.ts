/**
 * Counts what a namespace uses of a quota, from what is there.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/quota/v1/resources.go (CalculateUsage), generic/evaluator.go (CalculateUsageStats)
 */
import type { ResourceQuota } from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { inScope } from '../../apiserver/quota/evaluator-of';
import type { QuotaEvaluator } from '../../apiserver/quota/quota-evaluator';
import { addResources, maskResources, NOTHING, type ResourceList } from '../../apiserver/quota/resource-list';
import type { Lister } from '../../client/informer';

/** A resource that counts, and where its objects are. */
export interface CountedResource {
  readonly evaluator: QuotaEvaluator;
  readonly objects: Lister<KubeObject>;
}

/** Of each name of the quota that anything counts for, how much is used. */
export function quotaUsage(quota: ResourceQuota, counted: Iterable<CountedResource>, nowMs: number): ResourceList {
  const hard = Object.keys(quota.spec?.hard ?? {});
  let used = NOTHING;
  for (const { evaluator, objects } of counted) {
    const names = evaluator.matchingResources(hard);
    if (names.length === 0) continue;
    let sum: ResourceList = new Map(names.map((name) => [name, Quantity.zero]));
    for (const object of objects.list(quota.metadata.namespace))
      if (inScope(quota, evaluator, object)) sum = addMasked(sum, evaluator.usage(object, nowMs));
    used = addResources(used, sum);
  }
  return used;
}

/** Adds what is counted already and nothing else. */
function addMasked(sum: ResourceList, usage: ResourceList): ResourceList {
  return addResources(sum, maskResources(usage, sum.keys()));
}
