/**
 * Validation of label selectors in specs.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go (ValidateLabelSelector)
 */
import type { LabelSelector, LabelSelectorRequirement } from '../../apimachinery/labels';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { labelValueFaults, qualifiedNameFaults } from '../../apimachinery/validation/names';
import { labelsRule } from './object-meta';
import { each, faultsOf, fields, given, matches, type Rule } from './rules';

/** Whether the operator is known and has the values it needs. */
const operatorRule: Rule<LabelSelectorRequirement> = given(({ operator, values = [] }, at, report) => {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        report(FieldError.required(at.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        const detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
        report(FieldError.forbidden(at.child('values'), detail));
      }
      break;
    default:
      report(FieldError.invalid(at.child('operator'), operator, 'not a valid selector operator'));
  }
});

function requirementRule(values: Rule<readonly string[]> | undefined): Rule<LabelSelectorRequirement> {
  const members = fields<LabelSelectorRequirement>({
    key: (key, at, report) => {
      for (const fault of qualifiedNameFaults(key ?? '')) report(FieldError.invalid(at, key ?? '', fault));
    },
    ...(values ? { values } : {}),
  });
  return (requirement, at, report, context) => {
    operatorRule(requirement, at, report, context);
    members(requirement, at, report, context);
  };
}

function selectorRule(requirement: Rule<LabelSelectorRequirement>): Rule<LabelSelector> {
  return fields<LabelSelector>({ matchLabels: labelsRule, matchExpressions: each(requirement) });
}

/** A selector whose values must be label values. */
export const labelSelectorRule: Rule<LabelSelector> = selectorRule(requirementRule(each(matches(labelValueFaults))));

/** A selector of a kind that once took any values, and still does for objects that have them. */
export const lenientLabelSelectorRule: Rule<LabelSelector> = selectorRule(requirementRule(undefined));

/** The rule for a selector that was `old`: lenient where that has faults already. */
export function toleratingLabelSelectorRule(old: LabelSelector | undefined): Rule<LabelSelector> {
  return faultsOf(labelSelectorRule, old, FieldPath.root).length > 0 ? lenientLabelSelectorRule : labelSelectorRule;
}
