/**
 * The template that workloads make pods from.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePodTemplateSpec)
 */
import { FieldError } from '../../../apimachinery/validation/field-error';
import { annotationsRule, labelsRule } from '../../validation/object-meta';
import { given, type Rule } from '../../validation/rules';
import { podAnnotationsRule, seccompMatchFaults } from './annotation-rules';
import type { PodContext } from './pod-context';
import { podSpecRule } from './pod-spec-rule';
import type { PodTemplateSpec } from './pod-types';

/** The context is made by `templateContext`. */
export const podTemplateRule: Rule<PodTemplateSpec, PodContext> = given(({ metadata, spec }, at, report, context) => {
  const annotations = metadata?.annotations ?? {};
  labelsRule(metadata?.labels ?? {}, at.child('labels'), report, undefined);
  annotationsRule(annotations, at.child('annotations'), report, undefined);
  podAnnotationsRule(annotations, at.child('annotations'), report, { ...context, spec, volumes: new Map() });
  podSpecRule(spec, at.child('spec'), report, context);
  seccompMatchFaults(annotations, spec, at.child('spec'), report);
  if (spec.ephemeralContainers?.length) {
    const detail = 'ephemeral containers not allowed in pod template';
    report(FieldError.forbidden(at.child('spec', 'ephemeralContainers'), detail));
  }
});
