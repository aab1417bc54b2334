/**
 * Validation of a Job's pod failure policy.
 *
 * Upstream: pkg/apis/batch/validation/validation.go (validatePodFailurePolicy)
 */
import { quote } from '../../../apimachinery/go-text';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { goPointer, goSlice, goStruct, type GoValue } from '../../../apimachinery/validation/go-value';
import { qualifiedNameFaults } from '../../../apimachinery/validation/names';
import { each, fields, given, matches, type Report, type Rule } from '../../validation/rules';
import type { JobSpec, OnExitCodes, OnPodCondition, PodFailurePolicy, PodFailurePolicyRule } from './job-types';

const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_PATTERNS = 20;
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const OPERATORS = ['In', 'NotIn'];
const STATUSES = ['False', 'True', 'Unknown'];

/** One of the values; what is absent is told all of them. */
function choice(values: readonly string[]): Rule<string> {
  return (value = '', at, report) => {
    if (value === '') report(FieldError.required(at, `valid values: [${values.map(quote).join(' ')}]`));
    else if (!values.includes(value)) report(FieldError.notSupported(at, value, values));
  };
}

function atMost<T>(limit: number): Rule<readonly T[]> {
  return given((items, at, report) => {
    if (items.length > limit) report(FieldError.tooMany(at, items.length, limit));
  });
}

const exitCodesRule: Rule<OnExitCodes, JobSpec> = given((exitCodes, at, report, spec) => {
  const { operator = '', containerName, values } = exitCodes;
  choice(OPERATORS)(operator, at.child('operator'), report, spec);
  if (containerName !== undefined && containerName !== null && !containerNames(spec).includes(containerName)) {
    const detail = 'must be one of the container or initContainer names in the pod template';
    report(FieldError.invalid(at.child('containerName'), containerName, detail));
  }
  exitCodeValues(values ?? [], operator, at.child('values'), report);
});

function containerNames({ template }: JobSpec): string[] {
  const { containers = [], initContainers = [] } = template.spec ?? {};
  return [...containers, ...initContainers].map(({ name }) => name);
}

function exitCodeValues(values: readonly number[], operator: string, at: FieldPath, report: Report): void {
  const shown = goSlice('int32', values);
  if (values.length === 0) report(FieldError.invalid(at, shown, 'at least one value is required'));
  else atMost(MAX_EXIT_CODES)(values, at, report, undefined);
  const seen = new Set<number>();
  values.forEach((value, index) => {
    if (operator === 'In' && value === 0) {
      report(FieldError.invalid(at.index(index), value, 'must not be 0 for the In operator'));
    }
    if (seen.has(value)) report(FieldError.duplicate(at.index(index), value));
    seen.add(value);
  });
  const ordered = values.every((value, index) => index === 0 || values[index - 1]! <= value);
  if (!ordered) report(FieldError.invalid(at, shown, 'must be ordered'));
}

const patternRule: Rule<OnPodCondition, JobSpec> = (pattern, at, report, spec) => {
  matches(qualifiedNameFaults)(pattern?.type ?? '', at.child('type'), report, spec);
  choice(STATUSES)(pattern?.status, at.child('status'), report, spec);
};

const policyRule: Rule<PodFailurePolicyRule, JobSpec> = given((rule, at, report, spec) => {
  const { action, onExitCodes, onPodConditions = [] } = rule;
  if (action === 'FailIndex') {
    if (spec.backoffLimitPerIndex === undefined) {
      report(FieldError.invalid(at.child('action'), action, 'requires the backoffLimitPerIndex to be set'));
    }
  } else {
    choice(ACTIONS)(action, at.child('action'), report, spec);
  }
  exitCodesRule(onExitCodes, at.child('onExitCodes'), report, spec);
  atMost(MAX_PATTERNS)(onPodConditions, at.child('onPodConditions'), report, spec);
  each(patternRule)(onPodConditions, at.child('onPodConditions'), report, spec);
  if (onExitCodes && onPodConditions.length > 0) {
    const detail = 'specifying both OnExitCodes and OnPodConditions is not supported';
    report(FieldError.invalidWithoutValue(at, detail));
  } else if (!onExitCodes && onPodConditions.length === 0) {
    const detail = 'specifying one of OnExitCodes and OnPodConditions is required';
    report(FieldError.invalidWithoutValue(at, detail));
  }
});

/** The context is the spec that the policy belongs to. */
export const failurePolicyRule: Rule<PodFailurePolicy, JobSpec> = fields<PodFailurePolicy, JobSpec>({
  rules: (rules, at, report, spec) => {
    atMost(MAX_RULES)(rules, at, report, spec);
    each(policyRule)(rules, at, report, spec);
  },
});

/** The policy as Go writes it; undefined for none. */
export function goFailurePolicy(policy: PodFailurePolicy | undefined): GoValue | undefined {
  return (
    policy &&
    goStruct('batch.PodFailurePolicy', { Rules: goSlice('batch.PodFailurePolicyRule', policy.rules?.map(goRule)) })
  );
}

function goRule({ action = '', onExitCodes, onPodConditions }: PodFailurePolicyRule): GoValue {
  return goStruct('batch.PodFailurePolicyRule', {
    Action: action,
    OnExitCodes: goPointer('batch.PodFailurePolicyOnExitCodesRequirement', onExitCodes !== undefined),
    OnPodConditions: goSlice(
      'batch.PodFailurePolicyOnPodConditionsPattern',
      onPodConditions?.map(({ type = '', status = '' }) =>
        goStruct('batch.PodFailurePolicyOnPodConditionsPattern', { Type: type, Status: status }),
      ),
    ),
  });
}
