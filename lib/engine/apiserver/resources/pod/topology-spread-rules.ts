/**
 * How evenly pods spread over zones, nodes and other domains.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateTopologySpreadConstraints)
 */
import type { TopologySpreadConstraint } from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { qualifiedNameFaults } from '../../../apimachinery/validation/names';
import { labelSelectorRule } from '../../validation/label-selector';
import { given, oneOf, type Report, type Rule } from '../../validation/rules';
import type { PodContext } from './pod-context';

const NOT_POSITIVE = 'must be greater than zero';
const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const inclusionPolicyRule = oneOf<string>('Honor', 'Ignore');

export const topologySpreadConstraintsRule: Rule<readonly TopologySpreadConstraint[], PodContext> = given(
  (constraints, at, report, context) => {
    constraints.forEach((constraint, index) => {
      const place = at.index(index);
      domainFaults(constraint, constraints.slice(index + 1), place, report);
      minDomainsFaults(constraint, place.child('minDomains'), report);
      inclusionPolicyRule(constraint.nodeAffinityPolicy, place.child('nodeAffinityPolicy'), report, undefined);
      inclusionPolicyRule(constraint.nodeTaintsPolicy, place.child('nodeTaintsPolicy'), report, undefined);
      matchLabelKeysFaults(constraint, place.child('matchLabelKeys'), report);
      if (context.tolerated.spreadSelectors) return;
      labelSelectorRule(constraint.labelSelector, place.child('labelSelector'), report, undefined);
    });
  },
);

/** A domain and what to do when it is full: once for each pair. */
function domainFaults(
  { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' }: TopologySpreadConstraint,
  others: readonly TopologySpreadConstraint[],
  at: FieldPath,
  report: Report,
): void {
  if (maxSkew <= 0) report(FieldError.invalid(at.child('maxSkew'), maxSkew, NOT_POSITIVE));
  if (topologyKey === '') report(FieldError.required(at.child('topologyKey'), 'can not be empty'));
  if (!ACTIONS.includes(whenUnsatisfiable)) {
    report(FieldError.notSupported(at.child('whenUnsatisfiable'), whenUnsatisfiable, ACTIONS));
  }
  const repeats = (other: TopologySpreadConstraint): boolean =>
    (other.topologyKey ?? '') === topologyKey && (other.whenUnsatisfiable ?? '') === whenUnsatisfiable;
  if (others.some(repeats)) {
    const place = at.child('{topologyKey, whenUnsatisfiable}');
    report(FieldError.duplicate(place, `{${topologyKey}, ${whenUnsatisfiable}}`));
  }
}

function minDomainsFaults(
  { minDomains, whenUnsatisfiable }: TopologySpreadConstraint,
  at: FieldPath,
  report: Report,
): void {
  if (minDomains === undefined) return;
  if (minDomains <= 0) report(FieldError.invalid(at, minDomains, NOT_POSITIVE));
  if (whenUnsatisfiable === 'DoNotSchedule') return;
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
  report(FieldError.invalid(at, minDomains, detail));
}

function matchLabelKeysFaults(
  { matchLabelKeys = [], labelSelector }: TopologySpreadConstraint,
  at: FieldPath,
  report: Report,
): void {
  if (matchLabelKeys.length === 0) return;
  if (!labelSelector) report(FieldError.forbidden(at, 'must not be specified when labelSelector is not set'));
  const selected = new Set([
    ...Object.keys(labelSelector?.matchLabels ?? {}),
    ...(labelSelector?.matchExpressions ?? []).map(({ key }) => key),
  ]);
  matchLabelKeys.forEach((key, index) => {
    for (const fault of qualifiedNameFaults(key)) report(FieldError.invalid(at.index(index), key, fault));
    if (selected.has(key)) {
      report(FieldError.invalid(at.index(index), key, 'exists in both matchLabelKeys and labelSelector'));
    }
  });
}
