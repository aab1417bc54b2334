/**
 * What workloads demand of their pod template: labels that their selector picks, and pods that are restarted for ever.
 *
 * Upstream: pkg/apis/apps/validation/validation.go (ValidatePodTemplateSpecForReplicaSet and its like)
 */
import { type Selector, selectorOf, type Labels, type LabelSelector } from '../../apimachinery/labels';
import { wasGivenEmpty } from '../../apimachinery/schema/normalize';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goLabelSelector, goMap } from '../../apimachinery/validation/go-value';
import { dns1123LabelFaults } from '../../apimachinery/validation/names';
import { labelSelectorRule } from '../validation/label-selector';
import { faultsOf, given, required, type Report, type Rule } from '../validation/rules';
import { withoutDisabledTemplateFields } from './pod/dropped-fields';
import type { PodTemplateSpec } from './pod/pod-types';

const MISMATCH = '`selector` does not match template `labels`';

/** The object without what its template owes to features that are off. */
export function withoutDisabledTemplate<T extends { readonly spec: { readonly template?: PodTemplateSpec } }>(
  object: T,
): T {
  const { template } = object.spec;
  const kept = template && withoutDisabledTemplateFields(template);
  return kept === template ? object : { ...object, spec: { ...object.spec, template: kept } };
}

/** The selector of a workload; undefined where it cannot be read. An absent one selects nothing. */
export function readSelector(selector: LabelSelector | undefined): Selector | undefined {
  return faultsOf(labelSelectorRule, selector, FieldPath.root).length > 0 ? undefined : selectorOf(selector);
}

/** A selector that must be there and must not select everything. */
export function workloadSelectorRule(kind: string): Rule<LabelSelector> {
  return required((selector, at, report, context) => {
    labelSelectorRule(selector, at, report, context);
    nonEmptySelector(kind)(selector, at, report, context);
  });
}

export function nonEmptySelector(kind: string): Rule<LabelSelector> {
  return given((selector, at, report) => {
    const size = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length;
    if (size > 0) return;
    report(FieldError.invalid(at, goLabelSelector(selector), `empty selector is invalid for ${kind}`));
  });
}

/** Reports labels of the template that the selector does not pick; `at` is the template. */
export function matchLabels(
  selector: Selector,
  template: { readonly metadata?: { readonly labels?: Labels | null } } | undefined,
  at: FieldPath,
  report: Report,
): void {
  const metadata = template?.metadata ?? {};
  const labels = metadata.labels ?? (wasGivenEmpty(metadata, 'labels') ? {} : undefined);
  if (selector.matches(labels)) return;
  report(FieldError.invalid(at.child('metadata', 'labels'), goMap('string', labels), MISMATCH));
}

/** Pods that run until they are deleted. `kind` is the one that the message names. */
export function foreverRule(kind: string): Rule<PodTemplateSpec> {
  return given(({ spec }, at, report) => {
    const restartPolicy = spec?.restartPolicy ?? '';
    if (restartPolicy !== 'Always') {
      report(FieldError.notSupported(at.child('spec', 'restartPolicy'), restartPolicy, ['Always']));
    }
    if (spec?.activeDeadlineSeconds !== undefined) {
      const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
      report(FieldError.forbidden(at.child('spec', 'activeDeadlineSeconds'), detail));
    }
  });
}

/** A warning where pods cannot be named after the object in every way. */
export function podNameWarnings(name: string): string[] {
  const faults = dns1123LabelFaults(name);
  if (faults.length === 0) return [];
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${faults.join(' ')}]`,
  ];
}
