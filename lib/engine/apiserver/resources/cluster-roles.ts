/**
 * ClusterRole: what may be done in the whole cluster, or in every namespace that binds it; or the sum of other ClusterRoles.
 *
 * Upstream: pkg/registry/rbac/clusterrole/strategy.go, pkg/apis/rbac/validation/validation.go
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { nameIsPathSegment } from '../../apimachinery/validation/names';
import { checkRoleEscalation } from '../authorization/escalation';
import type { AggregationRule, Role } from '../authorization/rule-resolver';
import type { ResourceStrategy } from '../strategy';
import { labelSelectorRule } from '../validation/label-selector';
import { each, fields, given, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { validatedTwice } from './rbac-update';
import { policyRule } from './roles';

const aggregationRule: Rule<AggregationRule> = given(({ clusterRoleSelectors = [] }, at, report, context) => {
  const selectors = at.child('clusterRoleSelectors');
  if (clusterRoleSelectors.length === 0) {
    const detail = 'at least one clusterRoleSelector required if aggregationRule is non-nil';
    report(FieldError.required(selectors, detail));
  }
  each(labelSelectorRule)(clusterRoleSelectors, selectors, report, context);
});

export const clusterRole: ResourceStrategy<Role> = validatedTwice(
  { namespaced: false, name: nameIsPathSegment },
  kindStrategy<Role>({
    namespaced: false,
    name: nameIsPathSegment,
    rule: fields<Role>({ rules: each(policyRule(false)), aggregationRule }),
    allowCreateOnUpdate: true,
    authorizeWrite: (object, old, context, place) => checkRoleEscalation('clusterroles', object, old, context, place),
  }),
);
