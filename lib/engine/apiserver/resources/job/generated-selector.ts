/**
 * Unless told otherwise, a Job selects its pods by labels made from its own name and uid.
 *
 * Upstream: pkg/registry/batch/job/strategy.go (generateSelector), pkg/apis/batch/validation/validation.go (validateGeneratedSelector)
 */
import type { Labels } from '../../../apimachinery/labels';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { goLabelSelector, goMap } from '../../../apimachinery/validation/go-value';
import type { Check } from '../../validation/rules';
import { readSelector } from '../workload-template';
import type { Job } from './job-types';

const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const JOB_NAME = 'batch.kubernetes.io/job-name';
/** The same labels as they were called before they had a prefix. */
const LEGACY_CONTROLLER_UID = 'controller-uid';
const LEGACY_JOB_NAME = 'job-name';

function generatedLabels({ metadata }: Job): Labels {
  return {
    [LEGACY_CONTROLLER_UID]: metadata.uid,
    [LEGACY_JOB_NAME]: metadata.name,
    [CONTROLLER_UID]: metadata.uid,
    [JOB_NAME]: metadata.name,
  };
}

/** The Job with the labels and the selector that it lacks. What was given stays; validation finds what does not fit. */
export function withGeneratedSelector(job: Job): Job {
  const { spec } = job;
  if (spec.manualSelector) return job;
  const labels = { ...generatedLabels(job), ...spec.template.metadata?.labels };
  const matchLabels = { [CONTROLLER_UID]: job.metadata.uid, ...spec.selector?.matchLabels };
  const template = { ...spec.template, metadata: { ...spec.template.metadata, labels } };
  // Labels that were taken over from the template are the same map upstream: what is added to one is added to both.
  const shared = job.metadata.labels !== undefined && job.metadata.labels === spec.template.metadata?.labels;
  const metadata = shared ? { ...job.metadata, labels } : job.metadata;
  return { ...job, metadata, spec: { ...spec, template, selector: { ...spec.selector, matchLabels } } };
}

/** The labels of the Job itself are those of its template, where it has none. */
export function withTemplateLabels(job: Job): Job {
  const labels = job.spec.template?.metadata?.labels;
  if (!labels || Object.keys(job.metadata.labels ?? {}).length > 0) return job;
  return { ...job, metadata: { ...job.metadata, labels } };
}

export const generatedSelectorRule: Check<Job> = (job, at, report) => {
  const { spec } = job;
  if (spec.manualSelector || !spec.selector) return;
  const expected = generatedLabels(job);
  const labels = spec.template.metadata?.labels ?? {};
  const place = at.child('spec', 'template', 'metadata', 'labels');
  for (const [key, value] of Object.entries(expected)) {
    const found = labels[key];
    if (found === undefined) report(FieldError.required(place.key(key), `must be '${value}'`));
    else if (found !== value) report(FieldError.invalid(place.key(key), goMap('string', labels), `must be '${value}'`));
  }
  const read = readSelector(spec.selector);
  if (!read || read.matches(expected)) return;
  report(
    FieldError.invalid(at.child('spec', 'selector'), goLabelSelector(spec.selector), '`selector` not auto-generated'),
  );
};
