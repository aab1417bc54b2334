/**
 * HorizontalPodAutoscaler: keeps a workload's number of pods in step with metrics; by default with 80 % of the cpu they request.
 *
 * Upstream: pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go, pkg/apis/autoscaling/validation/validation.go,
 * pkg/apis/autoscaling/v2/defaults.go
 */
import { FieldError } from '../../apimachinery/validation/field-error';
import type { FieldPath } from '../../apimachinery/validation/field-path';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { completed, filled, rewrite } from '../defaults';
import { fields, nonNegative, type Report } from '../validation/rules';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
} from './autoscaling/autoscaler-types';
import { behaviorRule, completeBehavior } from './autoscaling/behavior';
import { metricsRule, referenceRule } from './autoscaling/metric-rules';
import { kindStrategy } from './kind-strategy';

/** What is aimed at where nothing is said. */
export const DEFAULT_METRICS: readonly MetricSpec[] = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

function completeSpec(spec: HorizontalPodAutoscalerSpec): HorizontalPodAutoscalerSpec {
  const whole = filled(spec, { minReplicas: 1 });
  const measured = whole.metrics?.length ? whole : { ...whole, metrics: DEFAULT_METRICS };
  return completed(measured, 'behavior', completeBehavior);
}

/** `lowest` is the least number of pods that may be asked for: 0 only where it was 0 before. */
function specFaults(spec: HorizontalPodAutoscalerSpec, lowest: number, at: FieldPath, report: Report): void {
  const { minReplicas, maxReplicas = 0 } = spec;
  if (minReplicas !== undefined && minReplicas < lowest) {
    const detail = `must be greater than or equal to ${lowest}`;
    report(FieldError.invalid(at.child('minReplicas'), minReplicas, detail));
  }
  const place = at.child('maxReplicas');
  if (maxReplicas < 1) report(FieldError.invalid(place, maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    report(FieldError.invalid(place, maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  referenceRule(spec.scaleTargetRef, at.child('scaleTargetRef'), report, undefined);
  metricsRule(spec.metrics, at.child('metrics'), report, minReplicas);
  behaviorRule(spec.behavior, at.child('behavior'), report, undefined);
}

const statusRule = fields<HorizontalPodAutoscalerStatus>({
  currentReplicas: nonNegative,
  desiredReplicas: nonNegative,
});

export const horizontalPodAutoscalers = kindStrategy<HorizontalPodAutoscaler>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  applyDefaults: (draft) =>
    rewrite<HorizontalPodAutoscaler>(draft as HorizontalPodAutoscaler, (autoscaler) =>
      completed(autoscaler, 'spec', completeSpec),
    ),
  rule: (autoscaler, at, report) => {
    if (autoscaler) specFaults(autoscaler.spec, 1, at.child('spec'), report);
  },
  onUpdate: ['metadata', 'change'],
  changeRule: ({ spec }, old, at, report) =>
    specFaults(spec, old.spec.minReplicas === 0 ? 0 : 1, at.child('spec'), report),
  status: {
    initial: { currentMetrics: null, desiredReplicas: 0 },
    validateUpdate: ({ status }, _old, at, report, context) => statusRule(status, at.child('status'), report, context),
  },
});
