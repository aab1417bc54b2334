/**
 * A ResourceQuota as its strategy sees it.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
import type { KubeObject } from '../../../apimachinery/object-meta';
import type { ResourceList } from '../pod/pod-types';

export type ScopedResourceSelectorRequirement = {
  readonly scopeName?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
};

export type ResourceQuotaSpec = {
  readonly hard?: ResourceList;
  readonly scopes?: readonly string[];
  readonly scopeSelector?: { readonly matchExpressions?: readonly ScopedResourceSelectorRequirement[] };
};

export type ResourceQuotaStatus = { readonly hard?: ResourceList; readonly used?: ResourceList };

export type ResourceQuota = KubeObject<{
  readonly spec?: ResourceQuotaSpec;
  readonly status?: ResourceQuotaStatus;
}>;
