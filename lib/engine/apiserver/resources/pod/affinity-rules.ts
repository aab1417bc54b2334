/**
 * Which nodes and which neighbours a pod wants or shuns.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateAffinity, ValidateNodeSelector)
 */
import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
  PreferredSchedulingTerm,
  WeightedPodAffinityTerm,
} from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import {
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  qualifiedNameFaults,
} from '../../../apimachinery/validation/names';
import { labelSelectorRule, lenientLabelSelectorRule } from '../../validation/label-selector';
import { each, fields, given, matches, must, required, type Report, type Rule } from '../../validation/rules';
import type { PodContext } from './pod-context';

const weightRule: Rule<number> = (weight = 0, at, report, context) =>
  must<number>((value) => value > 0 && value <= 100, 'must be in the range 1-100')(weight, at, report, context);

/** A label's key, '' included. */
const keyRule: Rule<string> = (key = '', at, report) => {
  for (const fault of qualifiedNameFaults(key)) report(FieldError.invalid(at, key, fault));
};

function valuesFaults({ operator, values = [] }: NodeSelectorRequirement, at: FieldPath, report: Report): void {
  const place = at.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return;
      return report(FieldError.required(place, "must be specified when `operator` is 'In' or 'NotIn'"));
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return;
      return report(FieldError.forbidden(place, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    case 'Gt':
    case 'Lt':
      if (values.length === 1) return;
      return report(FieldError.required(place, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    default:
      report(FieldError.invalid(at.child('operator'), operator, 'not a valid selector operator'));
  }
}

const expressionRule: Rule<NodeSelectorRequirement> = given((requirement, at, report, context) => {
  valuesFaults(requirement, at, report);
  keyRule(requirement.key, at.child('key'), report, context);
});

/** Of a node's fields only the name can be asked for. */
const fieldRule: Rule<NodeSelectorRequirement> = given(({ key = '', operator = '', values = [] }, at, report) => {
  if (operator !== 'In' && operator !== 'NotIn') {
    report(FieldError.invalid(at.child('operator'), operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    report(FieldError.required(at.child('values'), detail));
  }
  if (key === 'metadata.name') each(matches(dns1123SubdomainFaults))(values, at.child('values'), report, undefined);
  else report(FieldError.invalid(at.child('key'), key, 'not a valid field selector key'));
});

const nodeSelectorTermRule: Rule<NodeSelectorTerm> = fields<NodeSelectorTerm>({
  matchExpressions: each(expressionRule),
  matchFields: each(fieldRule),
});

export const nodeSelectorRule: Rule<NodeSelector> = fields<NodeSelector>({
  nodeSelectorTerms: required(each(nodeSelectorTermRule), 'must have at least one node selector term'),
});

const nodeAffinityRule: Rule<NodeAffinity> = fields<NodeAffinity>({
  requiredDuringSchedulingIgnoredDuringExecution: nodeSelectorRule,
  preferredDuringSchedulingIgnoredDuringExecution: each(
    fields<PreferredSchedulingTerm>({ weight: weightRule, preference: nodeSelectorTermRule }),
  ),
});

const podAffinityTermRule: Rule<PodAffinityTerm, PodContext> = given((term, at, report, context) => {
  const selectorRule = context.tolerated.affinitySelectors ? lenientLabelSelectorRule : labelSelectorRule;
  selectorRule(term.labelSelector, at.child('labelSelector'), report, undefined);
  selectorRule(term.namespaceSelector, at.child('namespaceSelector'), report, undefined);
  for (const namespace of term.namespaces ?? []) {
    matches(dns1123LabelFaults)(namespace, at.child('namespace'), report, undefined);
  }
  if (!term.topologyKey) report(FieldError.required(at.child('topologyKey'), 'can not be empty'));
  keyRule(term.topologyKey, at.child('topologyKey'), report, undefined);
});

const podAffinityRule: Rule<PodAffinity, PodContext> = fields<PodAffinity, PodContext>({
  requiredDuringSchedulingIgnoredDuringExecution: each(podAffinityTermRule),
  preferredDuringSchedulingIgnoredDuringExecution: each(
    fields<WeightedPodAffinityTerm, PodContext>({ weight: weightRule, podAffinityTerm: podAffinityTermRule }),
  ),
});

export const affinityRule: Rule<Affinity, PodContext> = fields<Affinity, PodContext>({
  nodeAffinity: nodeAffinityRule,
  podAffinity: podAffinityRule,
  podAntiAffinity: podAffinityRule,
});
