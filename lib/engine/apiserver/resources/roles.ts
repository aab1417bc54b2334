/**
 * Role: what may be done in a namespace.
 *
 * Upstream: pkg/registry/rbac/role/strategy.go, pkg/apis/rbac/validation/validation.go
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import { goSlice } from '../../apimachinery/validation/go-value';
import { nameIsPathSegment } from '../../apimachinery/validation/names';
import { checkRoleEscalation } from '../authorization/escalation';
import type { PolicyRule } from '../authorization/policy-rule';
import type { Role } from '../authorization/rule-resolver';
import type { ResourceStrategy } from '../strategy';
import { each, fields, given, type Rule } from '../validation/rules';
import { kindStrategy } from './kind-strategy';
import { validatedTwice } from './rbac-update';

/** Rules are about resources or about URLs, never both; in a namespace only about resources. */
export function policyRule(namespaced: boolean): Rule<PolicyRule> {
  return given(({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }, at, report) => {
    if (!verbs?.length) report(FieldError.required(at.child('verbs'), 'verbs must contain at least one value'));
    if (nonResourceURLs?.length) {
      const refuse = (detail: string): void =>
        report(FieldError.invalid(at.child('nonResourceURLs'), goSlice('string', nonResourceURLs), detail));
      if (namespaced) refuse('namespaced rules cannot apply to non-resource URLs');
      if (apiGroups?.length || resources?.length || resourceNames?.length)
        refuse('rules cannot apply to both regular resources and non-resource URLs');
      return;
    }
    if (!apiGroups?.length)
      report(FieldError.required(at.child('apiGroups'), 'resource rules must supply at least one api group'));
    if (!resources?.length)
      report(FieldError.required(at.child('resources'), 'resource rules must supply at least one resource'));
  });
}

export const role: ResourceStrategy<Role> = validatedTwice(
  { namespaced: true, name: nameIsPathSegment },
  kindStrategy<Role>({
    namespaced: true,
    name: nameIsPathSegment,
    rule: fields<Role>({ rules: each(policyRule(true)) }),
    allowCreateOnUpdate: true,
    authorizeWrite: (object, old, context, place) => checkRoleEscalation('roles', object, old, context, place),
  }),
);
