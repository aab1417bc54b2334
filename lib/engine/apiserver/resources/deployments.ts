/**
 * Deployment: by default one pod, replaced by a rolling update of a quarter at a time.
 *
 * Upstream: pkg/registry/apps/deployment/strategy.go, pkg/apis/apps/validation/validation.go (ValidateDeployment), pkg/apis/apps/v1/defaults.go
 */
import type * as apps from '../../apimachinery/api/apps-v1';
import type { LabelSelector } from '../../apimachinery/labels';
import type { KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goIntOrString, goLabelSelector, goPointer, goStruct } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { withMetadata } from '../core';
import { completed, filled, rewrite } from '../defaults';
import {
  fields,
  FIELD_IS_IMMUTABLE,
  forbidden,
  nonNegative,
  required,
  type Check,
  type Rule,
} from '../validation/rules';
import { intOrPercentValue, notMoreThan100Percent, positiveIntOrPercent } from './int-or-percent';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import { podTemplateRule } from './pod/pod-template-rule';
import type { PodTemplateSpec } from './pod/pod-types';
import { templateContext, type PodContext } from './pod/pod-context';
import { completePodTemplate } from './pod/pod-defaults';
import { podTemplateWarnings } from './pod/pod-warnings';
import { collisionCountGrows, nonNegativeCounts, notAbove } from './status-counts';
import {
  foreverRule,
  matchLabels,
  podNameWarnings,
  readSelector,
  withoutDisabledTemplate,
  workloadSelectorRule,
} from './workload-template';

type DeploymentStrategy = apps.DeploymentStrategy;

export type DeploymentSpec = Partial<Omit<apps.DeploymentSpec, 'template'>> & { readonly template: PodTemplateSpec };
export type DeploymentStatus = Partial<apps.DeploymentStatus>;
export type Deployment = KubeObject<{ readonly spec: DeploymentSpec; readonly status?: DeploymentStatus }>;

// ---- defaults -------------------------------------------------------------------------------------------------------------

function completeStrategy(strategy: DeploymentStrategy): DeploymentStrategy {
  const typed = filled(strategy, { type: 'RollingUpdate' });
  if (typed.type !== 'RollingUpdate') return typed;
  return completed(filled(typed, { rollingUpdate: {} }), 'rollingUpdate', (update) =>
    filled(update, { maxUnavailable: '25%', maxSurge: '25%' }),
  );
}

function completeSpec(spec: DeploymentSpec): DeploymentSpec {
  const whole = filled(spec, { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  return completed(completed(whole, 'strategy', completeStrategy), 'template', completePodTemplate);
}

// ---- validation -----------------------------------------------------------------------------------------------------------

const rollingUpdateRule: Rule<apps.RollingUpdateDeployment> = (update, at, report, context) => {
  const { maxUnavailable, maxSurge } = update ?? {};
  positiveIntOrPercent(maxUnavailable, at.child('maxUnavailable'), report, context);
  positiveIntOrPercent(maxSurge, at.child('maxSurge'), report, context);
  if (intOrPercentValue(maxUnavailable) === 0 && intOrPercentValue(maxSurge) === 0) {
    const shown = goIntOrString(maxUnavailable ?? 0);
    report(FieldError.invalid(at.child('maxUnavailable'), shown, 'may not be 0 when `maxSurge` is 0'));
  }
  notMoreThan100Percent(maxUnavailable, at.child('maxUnavailable'), report, context);
};

const strategyRule: Rule<DeploymentStrategy> = (strategy, at, report, context) => {
  const { type = '', rollingUpdate } = strategy ?? {};
  const place = at.child('rollingUpdate');
  if (type === 'Recreate') {
    forbidden("may not be specified when strategy `type` is 'Recreate'")(rollingUpdate, place, report, context);
  } else if (type === 'RollingUpdate') {
    required(rollingUpdateRule, 'this should be defaulted and never be nil')(rollingUpdate, place, report, context);
  } else {
    const shown = goStruct('apps.DeploymentStrategy', {
      Type: type,
      RollingUpdate: goPointer('apps.RollingUpdateDeployment', rollingUpdate !== undefined),
    });
    report(FieldError.notSupported(at, shown, ['Recreate', 'RollingUpdate']));
  }
};

/** The template of a Deployment or ReplicaSet, seen with its selector; `at` is the spec. */
export const selectedTemplateRule: Check<
  { readonly selector?: LabelSelector; readonly template?: PodTemplateSpec },
  PodContext
> = ({ selector, template }, at, report, context) => {
  const read = readSelector(selector);
  if (!read) {
    report(FieldError.invalid(at.child('selector'), goLabelSelector(selector), 'invalid label selector'));
    return;
  }
  const place = at.child('template');
  if (!read.empty) matchLabels(read, template, place, report);
  podTemplateRule(template, place, report, context);
  foreverRule('ReplicaSet')(template, place, report, context);
};

const specRule: Rule<DeploymentSpec, PodContext> = (given, at, report, context) => {
  if (!given) return;
  fields<DeploymentSpec, PodContext>(
    { replicas: nonNegative, selector: workloadSelectorRule('deployment') },
    selectedTemplateRule,
  )(given, at, report, context);
  fields<DeploymentSpec>({
    strategy: strategyRule,
    minReadySeconds: nonNegative,
    revisionHistoryLimit: nonNegative,
    progressDeadlineSeconds: nonNegative,
  })(given, at, report, context);
  const { progressDeadlineSeconds: deadline, minReadySeconds = 0 } = given;
  if (deadline !== undefined && deadline <= minReadySeconds) {
    report(FieldError.invalid(at.child('progressDeadlineSeconds'), deadline, 'must be greater than minReadySeconds'));
  }
};

/** Upstream looks at this in the strategy, last, for every workload of apps/v1. */
export const selectorIsImmutable: ChangeRule<KubeObject<{ readonly spec: { readonly selector?: LabelSelector } }>> = (
  object,
  old,
  at,
  report,
) => {
  if (sameJson(object.spec.selector, old.spec.selector)) return;
  const shown = goLabelSelector(object.spec.selector);
  report(FieldError.invalid(at.child('spec', 'selector'), shown, FIELD_IS_IMMUTABLE));
};

const statusRule: ChangeRule<Deployment> = ({ status }, old, root, report) => {
  const at = root.child('status');
  nonNegativeCounts(
    status,
    [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
      'collisionCount',
    ],
    at,
    report,
  );
  for (const part of ['updatedReplicas', 'readyReplicas', 'availableReplicas'] as const)
    notAbove(status, part, 'replicas', 'status.replicas', at, report);
  notAbove(status, 'availableReplicas', 'readyReplicas', 'readyReplicas', at, report);
  collisionCountGrows(status, old.status, at, report);
};

export const deployments = kindStrategy<Deployment>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite<Deployment>(draft as Deployment, (deployment) => completed(deployment, 'spec', completeSpec)),
  prepareForCreate: withoutDisabledTemplate,
  prepareForUpdate: withoutDisabledTemplate,
  rule: (deployment, at, report) => specRule(deployment?.spec, at.child('spec'), report, templateContext()),
  onUpdate: ['metadata', 'change'],
  changeRule: (deployment, old, at, report, context) => {
    specRule(deployment.spec, at.child('spec'), report, templateContext(old.spec.template));
    selectorIsImmutable(deployment, old, at, report, context);
  },
  // What clients annotate counts too, since rollbacks once came as an annotation.
  generation: (object, old) =>
    !sameJson(object.spec, old.spec) || !sameJson(object.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
  status: {
    keep: (object, old) => withMetadata(object, { labels: old.metadata.labels }),
    validateUpdate: statusRule,
    resetFields: ['spec', 'metadata.labels'],
  },
  warnings: (object, old) => {
    if (old && old.metadata.generation === object.metadata.generation) return [];
    const template = podTemplateWarnings(object.spec.template, FieldPath.of('spec', 'template'));
    return old ? template : [...podNameWarnings(object.metadata.name), ...template];
  },
});
