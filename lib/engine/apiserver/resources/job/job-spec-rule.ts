/**
 * Validation of a Job's spec, in a Job and in the template of a CronJob.
 *
 * Upstream: pkg/apis/batch/validation/validation.go (ValidateJobSpec, validateJobSpec)
 */
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { labelSelectorRule } from '../../validation/label-selector';
import { fields, nonNegative, required, type Check, type Report, type Rule } from '../../validation/rules';
import type { PodContext } from '../pod/pod-context';
import { podTemplateRule } from '../pod/pod-template-rule';
import { matchLabels, readSelector } from '../workload-template';
import { failurePolicyRule } from './failure-policy-rule';
import type { JobSpec } from './job-types';

const MAX_PARALLELISM_OF_INDEXED = 100_000;

/** Fields by themselves; those behind gates that are off never come so far. */
const numbersRule = fields<JobSpec>({
  parallelism: nonNegative,
  completions: nonNegative,
  activeDeadlineSeconds: nonNegative,
  backoffLimit: nonNegative,
  ttlSecondsAfterFinished: nonNegative,
});

function completionModeFaults(spec: JobSpec, at: FieldPath, report: Report): void {
  const { completionMode, completions, parallelism = 0 } = spec;
  if (completionMode !== undefined && completionMode !== 'NonIndexed' && completionMode !== 'Indexed') {
    report(FieldError.notSupported(at.child('completionMode'), completionMode, ['NonIndexed', 'Indexed']));
  }
  if (completionMode !== 'Indexed') return;
  if (completions === undefined) {
    report(FieldError.required(at.child('completions'), 'when completion mode is Indexed'));
  }
  if (parallelism > MAX_PARALLELISM_OF_INDEXED) {
    const detail = `must be less than or equal to ${MAX_PARALLELISM_OF_INDEXED} when completion mode is Indexed`;
    report(FieldError.invalid(at.child('parallelism'), parallelism, detail));
  }
}

/** Pods of a Job come to an end. */
function restartPolicyFaults({ template, podFailurePolicy }: JobSpec, at: FieldPath, report: Report): void {
  const restartPolicy = template?.spec?.restartPolicy ?? '';
  const place = at.child('template', 'spec', 'restartPolicy');
  if (restartPolicy === '' || restartPolicy === 'Always') {
    report(FieldError.required(place, 'valid values: "OnFailure", "Never"'));
  } else if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never') {
    report(FieldError.notSupported(place, restartPolicy, ['OnFailure', 'Never']));
  } else if (podFailurePolicy && restartPolicy !== 'Never') {
    const detail = 'only "Never" is supported when podFailurePolicy is specified';
    report(FieldError.invalid(place, restartPolicy, detail));
  }
}

/** The spec but for its selector, which a template of Jobs must not have. */
export const jobTemplateSpecRule: Check<JobSpec, PodContext> = (spec, at, report, context) => {
  numbersRule(spec, at, report, context);
  completionModeFaults(spec, at, report);
  failurePolicyRule(spec.podFailurePolicy, at.child('podFailurePolicy'), report, spec);
  podTemplateRule(spec.template, at.child('template'), report, context);
  restartPolicyFaults(spec, at, report);
};

export const jobSpecRule: Rule<JobSpec, PodContext> = (spec, at, report, context) => {
  if (!spec) return;
  jobTemplateSpecRule(spec, at, report, context);
  required(labelSelectorRule)(spec.selector, at.child('selector'), report, context);
  const selector = readSelector(spec.selector);
  if (selector) matchLabels(selector, spec.template, at.child('template'), report);
};
