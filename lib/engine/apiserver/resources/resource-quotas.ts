/**
 * ResourceQuota: what a namespace may have in all.
 *
 * Upstream: pkg/registry/core/resourcequota/strategy.go, pkg/apis/core/validation/validation.go (ValidateResourceQuota)
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { goSlice } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, rewrite } from '../defaults';
import { fields, FIELD_IS_IMMUTABLE } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { roundedResources } from './pod/resource-list-defaults';
import { quotaListRule, quotaSpecRule } from './resource-quota/quota-rules';
import type { ResourceQuota, ResourceQuotaStatus } from '../../apimachinery/api/core-v1';

const statusRule = fields<ResourceQuotaStatus>({ hard: quotaListRule, used: quotaListRule });

export const resourceQuotas = kindStrategy<ResourceQuota>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) => rewrite(draft as ResourceQuota, complete),
  rule: fields<ResourceQuota>({ spec: quotaSpecRule, status: statusRule }),
  updateRule: fields<ResourceQuota>({ spec: quotaSpecRule }),
  changeRule: ({ spec }, old, at, report) => {
    const scopes = new Set(spec?.scopes);
    const before = new Set(old.spec?.scopes);
    if (scopes.size === before.size && [...scopes].every((scope) => before.has(scope))) return;
    const shown = goSlice('core.ResourceQuotaScope', spec?.scopes);
    report(FieldError.invalid(at.child('spec', 'scopes'), shown, FIELD_IS_IMMUTABLE));
  },
  status: {
    validateUpdate: ({ status }, _old, at, report, context) => statusRule(status, at.child('status'), report, context),
  },
  answersDeletedObject: true,
});

function complete(quota: ResourceQuota): ResourceQuota {
  const withSpec = completed(quota, 'spec', (spec) => completed(spec, 'hard', roundedResources));
  return completed(withSpec, 'status', (status) =>
    completed(completed(status, 'hard', roundedResources), 'used', roundedResources),
  );
}
