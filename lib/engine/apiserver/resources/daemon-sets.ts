/**
 * DaemonSet: a pod on every node that it fits.
 *
 * The number of its templates so far, once a field of the spec, lives on in an annotation.
 *
 * Upstream: pkg/registry/apps/daemonset/strategy.go, pkg/apis/apps/validation/validation.go (ValidateDaemonSet),
 * pkg/apis/apps/v1/{defaults,conversion}.go
 */
import type * as apps from '../../apimachinery/api/apps-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goIntOrString, goPointer, goStruct } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { withMetadata } from '../core';
import { completed, filled, rewrite } from '../defaults';
import { labelSelectorRule } from '../validation/label-selector';
import { fields, nonNegative, required, type Check, type Rule } from '../validation/rules';
import { selectorIsImmutable } from './deployments';
import { intOrPercentValue, notMoreThan100Percent, positiveIntOrPercent } from './int-or-percent';
import { kindStrategy, type ChangeRule } from './kind-strategy';
import { podTemplateRule } from './pod/pod-template-rule';
import type { PodTemplateSpec } from './pod/pod-types';
import { templateContext, type PodContext } from './pod/pod-context';
import { completePodTemplate } from './pod/pod-defaults';
import { podTemplateWarnings } from './pod/pod-warnings';
import { collisionCountGrows, nonNegativeCounts } from './status-counts';
import { foreverRule, matchLabels, nonEmptySelector, readSelector, withoutDisabledTemplate } from './workload-template';

type UpdateStrategy = apps.DaemonSetUpdateStrategy;

export type DaemonSetSpec = Partial<Omit<apps.DaemonSetSpec, 'template'>> & { readonly template: PodTemplateSpec };
export type DaemonSetStatus = Partial<apps.DaemonSetStatus>;
export type DaemonSet = KubeObject<{ readonly spec: DaemonSetSpec; readonly status?: DaemonSetStatus }>;

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const NO_STATUS = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

function templateGeneration({ metadata }: DaemonSet): number {
  return Number(metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
}

function withTemplateGeneration(object: DaemonSet, generation: number): DaemonSet {
  const { annotations } = object.metadata;
  return withMetadata(object, { annotations: { ...annotations, [TEMPLATE_GENERATION]: String(generation) } });
}

// ---- defaults -------------------------------------------------------------------------------------------------------------

function completeStrategy(strategy: UpdateStrategy): UpdateStrategy {
  const typed = filled(strategy, { type: 'RollingUpdate' });
  if (typed.type !== 'RollingUpdate') return typed;
  return completed(filled(typed, { rollingUpdate: {} }), 'rollingUpdate', (update) =>
    filled(update, { maxUnavailable: 1, maxSurge: 0 }),
  );
}

function completeSpec(spec: DaemonSetSpec): DaemonSetSpec {
  const whole = filled(spec, { updateStrategy: {}, revisionHistoryLimit: 10 });
  return completed(completed(whole, 'updateStrategy', completeStrategy), 'template', completePodTemplate);
}

// ---- validation -----------------------------------------------------------------------------------------------------------

const rollingUpdateRule: Rule<apps.RollingUpdateDaemonSet> = (update, at, report, context) => {
  const { maxUnavailable = 0, maxSurge = 0 } = update ?? {};
  const [unavailableAt, surgeAt] = [at.child('maxUnavailable'), at.child('maxSurge')];
  positiveIntOrPercent(maxUnavailable, unavailableAt, report, context);
  positiveIntOrPercent(maxSurge, surgeAt, report, context);
  notMoreThan100Percent(maxUnavailable, unavailableAt, report, context);
  notMoreThan100Percent(maxSurge, surgeAt, report, context);
  const unavailable = intOrPercentValue(maxUnavailable) !== 0;
  const surge = intOrPercentValue(maxSurge) !== 0;
  if (unavailable && surge) {
    report(FieldError.invalid(surgeAt, goIntOrString(maxSurge), 'may not be set when maxUnavailable is non-zero'));
  } else if (!unavailable && !surge) {
    report(FieldError.required(unavailableAt, 'cannot be 0 when maxSurge is 0'));
  }
};

const updateStrategyRule: Rule<UpdateStrategy> = (strategy, at, report, context) => {
  const { type = '', rollingUpdate } = strategy ?? {};
  if (type === 'OnDelete') return;
  if (type === 'RollingUpdate') {
    required(rollingUpdateRule)(rollingUpdate, at.child('rollingUpdate'), report, context);
    return;
  }
  const shown = goStruct('apps.DaemonSetUpdateStrategy', {
    Type: type,
    RollingUpdate: goPointer('apps.RollingUpdateDaemonSet', rollingUpdate !== undefined),
  });
  report(FieldError.notSupported(at, shown, ['RollingUpdate', 'OnDelete']));
};

const templateRule: Check<DaemonSetSpec, PodContext> = ({ selector, template }, at, report, context) => {
  const place = at.child('template');
  const read = readSelector(selector);
  if (read) matchLabels(read, template, place, report);
  nonEmptySelector('daemonset')(selector, at.child('selector'), report, context);
  podTemplateRule(template, place, report, context);
  foreverRule('DaemonSet')(template, place, report, context);
};

const specRule: Rule<DaemonSetSpec, PodContext> = (spec, at, report, context) => {
  fields<DaemonSetSpec, PodContext>({ selector: labelSelectorRule }, templateRule)(spec, at, report, context);
  fields<DaemonSetSpec>({
    minReadySeconds: nonNegative,
    updateStrategy: updateStrategyRule,
    revisionHistoryLimit: nonNegative,
  })(spec, at, report, context);
};

const statusRule: ChangeRule<DaemonSet> = ({ status }, old, root, report) => {
  const at = root.child('status');
  nonNegativeCounts(
    status,
    [
      'currentNumberScheduled',
      'numberMisscheduled',
      'desiredNumberScheduled',
      'numberReady',
      'observedGeneration',
      'updatedNumberScheduled',
      'numberAvailable',
      'numberUnavailable',
      'collisionCount',
    ],
    at,
    report,
  );
  collisionCountGrows(status, old.status, at, report);
};

export const daemonSets = kindStrategy<DaemonSet>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite<DaemonSet>(draft as DaemonSet, (daemonSet) => completed(daemonSet, 'spec', completeSpec)),
  prepareForCreate: (sent) => {
    const object = withoutDisabledTemplate(sent);
    return withTemplateGeneration(object, Math.max(1, templateGeneration(object)));
  },
  prepareForUpdate: (sent, old) => {
    const object = withoutDisabledTemplate(sent);
    const changed = !sameJson(object.spec.template, old.spec.template);
    return withTemplateGeneration(object, templateGeneration(old) + (changed ? 1 : 0));
  },
  rule: (daemonSet, at, report) => specRule(daemonSet?.spec, at.child('spec'), report, templateContext()),
  onUpdate: ['object', 'metadata', 'change'],
  changeRule: (daemonSet, old, at, report, context) => {
    specRule(daemonSet.spec, at.child('spec'), report, templateContext(old.spec.template));
    selectorIsImmutable(daemonSet, old, at, report, context);
  },
  generation: 'spec',
  status: { initial: NO_STATUS, validateUpdate: statusRule },
  warnings: (object, old) =>
    old && templateGeneration(old) === templateGeneration(object)
      ? []
      : podTemplateWarnings(object.spec.template, FieldPath.of('spec', 'template')),
});
