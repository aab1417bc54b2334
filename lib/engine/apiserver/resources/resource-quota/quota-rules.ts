/**
 * What a quota may limit, and for which pods.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateResourceQuotaSpec), pkg/apis/core/helper/helpers.go
 */
import { amountAsWritten } from '../../../apimachinery/json/decode';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goSlice, goStruct, type GoValue } from '../../../apimachinery/validation/go-value';
import { isQuotaResource } from '../../validation/resource-names';
import { fields, given, type Check, type Report, type Rule } from '../../validation/rules';
import type { ResourceList } from '../pod/pod-types';
import { resourceAmountRule, resourceNameRule } from '../pod/resource-rules';
import type { ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../../../apimachinery/api/core-v1';

const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
/** What a quota of each scope may limit, besides pods. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  BestEffort: [],
  NotBestEffort: COMPUTE,
  Terminating: COMPUTE,
  NotTerminating: COMPUTE,
  PriorityClass: COMPUTE,
  CrossNamespacePodAffinity: COMPUTE,
};
const OPPOSITES = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

const nameRule: Rule<string> = given((name, at, report, context) => {
  resourceNameRule(name, at, report, context);
  if (name.includes('/') || isQuotaResource(name)) return;
  report(FieldError.invalid(at, name, 'must be a standard resource for quota'));
});

/** Names and amounts. */
export const quotaListRule: Rule<ResourceList> = given((list, at, report) => {
  for (const name of Object.keys(list).sort()) {
    nameRule(name, at.key(name), report, undefined);
    resourceAmountRule(name)(amountAsWritten(list, name), at.key(name), report, undefined);
  }
});

/** Limited resources that a quota of this scope cannot count, of those that a quota knows. */
function misfits(scope: string, hard: ResourceList): string[] {
  const allowed = Object.hasOwn(SCOPES, scope) ? SCOPES[scope] : undefined;
  return Object.keys(hard).filter(
    (name) => isQuotaResource(name) && allowed && name !== 'pods' && !allowed.includes(name),
  );
}

function conflictFaults(scopes: readonly string[], shown: GoValue, at: FieldPath, report: Report): void {
  for (const pair of OPPOSITES) {
    if (pair.every((scope) => scopes.includes(scope))) {
      report(FieldError.invalid(at, shown, 'conflicting scopes'));
    }
  }
}

const scopesRule: Check<ResourceQuotaSpec> = ({ scopes = [], hard = {} }, at, report) => {
  const place = at.child('scopes');
  const shown = goSlice('core.ResourceQuotaScope', scopes);
  for (const scope of scopes) {
    if (!Object.hasOwn(SCOPES, scope)) report(FieldError.invalid(place, shown, 'unsupported scope'));
    for (const _name of misfits(scope, hard)) {
      report(FieldError.invalid(place, shown, 'unsupported scope applied to resource'));
    }
  }
  conflictFaults(scopes, shown, place, report);
};

function operatorFaults(
  { scopeName = '', operator = '', values = [] }: ScopedResourceSelectorRequirement,
  at: FieldPath,
  report: Report,
): void {
  if (Object.hasOwn(SCOPES, scopeName) && scopeName !== 'PriorityClass' && operator !== 'Exists') {
    const detail =
      "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    report(FieldError.invalid(at.child('operator'), operator, detail));
  }
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length > 0) return;
    const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    report(FieldError.required(at.child('values'), detail));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length === 0) return;
    const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    report(FieldError.invalid(at.child('values'), goSlice('string', values), detail));
  } else report(FieldError.invalid(at.child('operator'), operator, 'not a valid selector operator'));
}

/** All told at the list, whichever of its items is wrong. */
const scopeSelectorRule: Check<ResourceQuotaSpec> = ({ scopeSelector, scopes, hard = {} }, at, report) => {
  if (!scopeSelector) return;
  const { matchExpressions = [] } = scopeSelector;
  const place = at.child('scopeSelector', 'matchExpressions');
  for (const requirement of matchExpressions) {
    const { scopeName = '' } = requirement;
    if (!Object.hasOwn(SCOPES, scopeName)) {
      report(FieldError.invalid(place.child('scopeName'), scopeName, 'unsupported scope'));
    }
    for (const _name of misfits(scopeName, hard)) {
      report(FieldError.invalid(place, shownSelector(matchExpressions), 'unsupported scope applied to resource'));
    }
    operatorFaults(requirement, place, report);
  }
  const names = matchExpressions.map(({ scopeName = '' }) => scopeName);
  conflictFaults(names, goSlice('core.ResourceQuotaScope', scopes), place, report);
};

function shownSelector(requirements: readonly ScopedResourceSelectorRequirement[]): GoValue {
  const items = requirements.map(({ scopeName = '', operator = '', values }) =>
    goStruct('core.ScopedResourceSelectorRequirement', {
      ScopeName: scopeName,
      Operator: operator,
      Values: goSlice('string', values),
    }),
  );
  return goStruct('core.ScopeSelector', {
    MatchExpressions: goSlice('core.ScopedResourceSelectorRequirement', items),
  });
}

export const quotaSpecRule: Rule<ResourceQuotaSpec> = fields<ResourceQuotaSpec>(
  { hard: quotaListRule },
  (spec, at, report, context) => {
    scopesRule(spec, at, report, context);
    scopeSelectorRule(spec, at, report, context);
  },
);
