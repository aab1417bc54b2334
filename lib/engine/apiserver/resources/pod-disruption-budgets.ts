/**
 * PodDisruptionBudget: how many of a set of pods evictions must leave.
 *
 * Upstream: pkg/registry/policy/poddisruptionbudget/strategy.go, pkg/apis/policy/validation/validation.go
 */
import type { LabelSelector } from '../../apimachinery/labels';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { goPointer, goStruct } from '../../apimachinery/validation/go-value';
import { nameIsPathSegment } from '../../apimachinery/validation/names';
import type { ResourceStrategy } from '../strategy';
import { labelSelectorRule } from '../validation/label-selector';
import { also, faultsOf, fields, nonNegative, oneOf, type Rule } from '../validation/rules';
import { notMoreThan100Percent, positiveIntOrPercent, type IntOrString } from './int-or-percent';
import { kindStrategy } from './kind-strategy';

export type PodDisruptionBudgetSpec = {
  readonly minAvailable?: IntOrString;
  readonly selector?: LabelSelector;
  readonly maxUnavailable?: IntOrString;
  readonly unhealthyPodEvictionPolicy?: string;
};

export type PodDisruptionBudgetStatus = {
  readonly observedGeneration?: number;
  /** Pods whose eviction is under way, with its time. */
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly disruptionsAllowed?: number;
  readonly currentHealthy?: number;
  readonly desiredHealthy?: number;
  readonly expectedPods?: number;
  readonly conditions?: readonly JsonObject[];
};

export type PodDisruptionBudget = KubeObject<{
  readonly spec: PodDisruptionBudgetSpec;
  readonly status?: PodDisruptionBudgetStatus;
}>;

const amount = also(positiveIntOrPercent, notMoreThan100Percent);

const specRule: Rule<PodDisruptionBudgetSpec> = (spec, at, report, context) => {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec ?? {};
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const shown = goStruct('policy.PodDisruptionBudgetSpec', {
      MinAvailable: goPointer('intstr.IntOrString', true),
      Selector: goPointer('v1.LabelSelector', selector !== undefined),
      MaxUnavailable: goPointer('intstr.IntOrString', true),
      UnhealthyPodEvictionPolicy: goPointer(
        'policy.UnhealthyPodEvictionPolicyType',
        unhealthyPodEvictionPolicy !== undefined,
      ),
    });
    report(FieldError.invalid(at, shown, 'minAvailable and maxUnavailable cannot be both set'));
  }
  fields<PodDisruptionBudgetSpec>({
    minAvailable: amount,
    maxUnavailable: amount,
    selector: labelSelectorRule,
    unhealthyPodEvictionPolicy: oneOf<string>('AlwaysAllow', 'IfHealthyBudget'),
  })(spec, at, report, context);
};

const statusRule = fields<PodDisruptionBudgetStatus>({
  disruptionsAllowed: nonNegative,
  currentHealthy: nonNegative,
  desiredHealthy: nonNegative,
  expectedPods: nonNegative,
});

const NO_STATUS = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

const rule = fields<PodDisruptionBudget>({ spec: specRule });

export const podDisruptionBudgets: ResourceStrategy<PodDisruptionBudget> = {
  ...kindStrategy<PodDisruptionBudget>({
    namespaced: true,
    name: nameIsPathSegment,
    generation: 'spec',
    allowUnconditionalUpdate: false,
    status: {
      initial: NO_STATUS,
      validateUpdate: ({ status }, _old, at, report, context) =>
        statusRule(status, at.child('status'), report, context),
    },
  }),
  // Metadata is looked at for every kind; upstream leaves it at that here.
  validate: (budget) => faultsOf(rule, budget, FieldPath.root),
  validateUpdate: (budget) => faultsOf(rule, budget, FieldPath.root),
};
