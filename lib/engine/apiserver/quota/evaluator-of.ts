/**
 * Which resources are counted how.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/quota/v1/generic/evaluator.go, pkg/quota/v1/install/registry.go
 */
import type { ResourceQuota, ScopedResourceSelectorRequirement } from '../../apimachinery/api/core-v1';
import { formatGroupResource, type GroupResource, type KubeObject } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { persistentVolumeClaimEvaluator } from './persistent-volume-claim-evaluator';
import { podEvaluator } from './pod-evaluator';
import type { QuotaEvaluator } from './quota-evaluator';
import { serviceEvaluator } from './service-evaluator';

/** Counted under an old name too. */
const ALIASES: ReadonlySet<string> = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

const SPECIAL: Readonly<Record<string, QuotaEvaluator>> = {
  pods: podEvaluator,
  services: serviceEvaluator,
  persistentvolumeclaims: persistentVolumeClaimEvaluator,
};

/** Never counted: events, and what is answered instead of stored. */
const IGNORED: ReadonlySet<string> = new Set([
  'bindings',
  'componentstatuses',
  'events',
  'events.events.k8s.io',
  'tokenreviews.authentication.k8s.io',
  'selfsubjectreviews.authentication.k8s.io',
  'subjectaccessreviews.authorization.k8s.io',
  'selfsubjectaccessreviews.authorization.k8s.io',
  'localsubjectaccessreviews.authorization.k8s.io',
  'selfsubjectrulesreviews.authorization.k8s.io',
]);

/** Undefined for resources that are never counted. */
export function quotaEvaluatorOf(groupResource: GroupResource): QuotaEvaluator | undefined {
  const name = formatGroupResource(groupResource);
  if (IGNORED.has(name)) return undefined;
  return Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : objectCount(name);
}

function objectCount(name: string): QuotaEvaluator {
  const names = [`count/${name}`, ...(ALIASES.has(name) ? [name] : [])];
  const one = new Map(names.map((counted) => [counted, Quantity.of(1)]));
  return {
    countsUpdates: false,
    matchingResources: (asked) => asked.filter((candidate) => names.includes(candidate)),
    usage: () => one,
  };
}

export function scopesOf({ spec }: ResourceQuota): ScopedResourceSelectorRequirement[] {
  const scopes = (spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' }));
  return [...scopes, ...(spec?.scopeSelector?.matchExpressions ?? [])];
}

export function inScope(quota: ResourceQuota, evaluator: QuotaEvaluator, object: KubeObject): boolean {
  return scopesOf(quota).every((scope) => evaluator.matchesScope?.(scope, object) ?? false);
}
