/**
 * HorizontalPodAutoscalers as version 1 knows them: one target for cpu. What else there is travels in annotations.
 *
 * Parts of an object are converted too, to learn who owns which fields of another version; so any member may be missing.
 *
 * Upstream: pkg/apis/autoscaling/v1/{conversion,defaults}.go, pkg/apis/autoscaling/helpers.go
 */
import type { JsonObject, KubeObject } from '../../../apimachinery/object-meta';
import { withMetadata } from '../../core';
import { completed, filled, rewrite } from '../../defaults';
import type { VersionConversion } from '../../version-conversion';
import { DEFAULT_METRICS } from '../horizontal-pod-autoscalers';
import type {
  Behavior,
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerSpec,
  HorizontalPodAutoscalerStatus,
  MetricSpec,
  MetricStatus,
  ObjectReference,
  ScalingRules,
} from './autoscaler-types';
import { completeBehavior } from './behavior';
import { metricFromV1, metricToV1, statusFromV1, statusToV1, type MetricV1 } from './v1-metrics';

type SpecV1 = {
  readonly scaleTargetRef: ObjectReference;
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly targetCPUUtilizationPercentage?: number;
};

type StatusV1 = {
  readonly observedGeneration?: number;
  readonly lastScaleTime?: string;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly currentCPUUtilizationPercentage?: number;
};

export type HorizontalPodAutoscalerV1 = KubeObject<{ readonly spec: SpecV1; readonly status?: StatusV1 }>;

const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';
const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';

type Annotations = Readonly<Record<string, string>>;

/** Annotations but those that carry what version 1 has no fields for; undefined for none. */
function ownAnnotations({ metadata }: KubeObject<object>): Annotations | undefined {
  const own = Object.entries(metadata.annotations ?? {}).filter(
    ([name]) => ![METRICS, CURRENT_METRICS, CONDITIONS, BEHAVIOR].includes(name),
  );
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function isCpuUtilization({ type, resource }: MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;
}

// ---- to version 1 ---------------------------------------------------------------------------------------------------------

function fromStorage(stored: HorizontalPodAutoscaler): HorizontalPodAutoscalerV1 {
  const { spec, status } = stored;
  const annotations = { ...ownAnnotations(stored), ...carriedAnnotations(stored) };
  const object = withMetadata(stored, {
    annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
  });
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    ...(spec ? { spec: specToV1(spec) } : {}),
    ...(status ? { status: statusPartToV1(status) } : {}),
  } as unknown as HorizontalPodAutoscalerV1;
}

function specToV1({ scaleTargetRef, minReplicas, maxReplicas, metrics = [] }: HorizontalPodAutoscalerSpec): SpecV1 {
  const cpu = metrics.find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu');
  const percentage = cpu?.resource?.target.averageUtilization;
  return {
    ...(scaleTargetRef === undefined ? {} : { scaleTargetRef }),
    ...(minReplicas === undefined ? {} : { minReplicas }),
    ...(maxReplicas === undefined ? {} : { maxReplicas }),
    ...(percentage === undefined ? {} : { targetCPUUtilizationPercentage: percentage }),
  } as SpecV1;
}

function statusPartToV1(status: HorizontalPodAutoscalerStatus): StatusV1 {
  const { observedGeneration, lastScaleTime, currentReplicas = 0, desiredReplicas = 0, currentMetrics } = status;
  const cpu = (currentMetrics ?? []).filter(
    ({ type, resource }) => type === 'Resource' && resource?.name === 'cpu' && resource.current.averageUtilization,
  );
  const percentage = cpu.at(-1)?.resource?.current.averageUtilization;
  return {
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(lastScaleTime === undefined ? {} : { lastScaleTime }),
    currentReplicas,
    desiredReplicas,
    ...(percentage === undefined ? {} : { currentCPUUtilizationPercentage: percentage }),
  };
}

function carriedAnnotations({ spec, status }: HorizontalPodAutoscaler): Annotations {
  const others = (spec?.metrics ?? []).filter((metric) => !isCpuUtilization(metric));
  const { currentMetrics, conditions } = status ?? {};
  return {
    ...(others.length > 0 ? { [METRICS]: JSON.stringify(others.map(metricToV1)) } : {}),
    ...(currentMetrics?.length ? { [CURRENT_METRICS]: JSON.stringify(currentMetrics.map(statusToV1)) } : {}),
    ...(conditions?.length ? { [CONDITIONS]: JSON.stringify(conditions.map(conditionToV1)) } : {}),
    ...(spec?.behavior ? { [BEHAVIOR]: JSON.stringify(behaviorInGo(spec.behavior)) } : {}),
  };
}

function conditionToV1(condition: JsonObject): JsonObject {
  const { type, status, lastTransitionTime = null, reason, message } = condition;
  return { type, status, lastTransitionTime, ...(reason ? { reason } : {}), ...(message ? { message } : {}) };
}

/** Upstream writes its internal type here, whose fields have Go's names. */
function behaviorInGo({ scaleUp, scaleDown }: Behavior): JsonObject {
  return { ScaleUp: rulesInGo(scaleUp), ScaleDown: rulesInGo(scaleDown) };
}

function rulesInGo(rules: ScalingRules | undefined): JsonObject | null {
  if (!rules) return null;
  return {
    StabilizationWindowSeconds: rules.stabilizationWindowSeconds ?? null,
    SelectPolicy: rules.selectPolicy ?? null,
    Policies:
      rules.policies?.map(({ type, value, periodSeconds }) => ({
        Type: type,
        Value: value,
        PeriodSeconds: periodSeconds,
      })) ?? null,
  };
}

// ---- from version 1 -------------------------------------------------------------------------------------------------------

function toStorage(object: HorizontalPodAutoscalerV1): HorizontalPodAutoscaler {
  const { spec, status, metadata } = object;
  const carried = metadata.annotations ?? {};
  return {
    ...withMetadata(object as unknown as KubeObject, { annotations: ownAnnotations(object) }),
    apiVersion: 'autoscaling/v2',
    ...(spec ? { spec: specFromV1(spec, carried) } : {}),
    ...(status ? { status: statusPartFromV1(status, carried) } : {}),
  } as unknown as HorizontalPodAutoscaler;
}

function specFromV1(spec: SpecV1, carried: Annotations): HorizontalPodAutoscalerSpec {
  const { targetCPUUtilizationPercentage: _cpu, ...rest } = spec;
  const behavior = behaviorFromGo(parsed(carried[BEHAVIOR]));
  return {
    ...rest,
    metrics: metricsFromV1(spec, carried),
    ...(behavior ? { behavior: completeBehavior(behavior) } : {}),
  };
}

function metricsFromV1(spec: SpecV1, carried: Annotations): readonly MetricSpec[] {
  const { targetCPUUtilizationPercentage: percentage } = spec;
  const cpu: MetricSpec[] =
    percentage === undefined
      ? []
      : [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percentage } },
          },
        ];
  const others = listOf<MetricV1>(carried[METRICS]).map(metricFromV1);
  const metrics = [...others, ...cpu];
  return metrics.length === 0 ? DEFAULT_METRICS : metrics;
}

function statusPartFromV1(status: StatusV1, carried: Annotations): HorizontalPodAutoscalerStatus {
  const { currentCPUUtilizationPercentage: percentage, ...rest } = status;
  const cpu: MetricStatus[] =
    percentage === undefined
      ? []
      : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: percentage } } }];
  const measured = listOf<MetricV1>(carried[CURRENT_METRICS]).map(statusFromV1);
  const currentMetrics = measured.length > 0 ? measured : cpu;
  const conditions = listOf<JsonObject>(carried[CONDITIONS]);
  return {
    ...rest,
    currentMetrics: currentMetrics.length === 0 ? null : currentMetrics,
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

/** What is not well-formed is ignored. */
function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listOf<T>(text: string | undefined): readonly T[] {
  const value = parsed(text);
  return Array.isArray(value) ? (value as T[]) : [];
}

function behaviorFromGo(value: unknown): Behavior | undefined {
  const { scaleUp, scaleDown } = uncapitalized(value);
  if (!scaleUp && !scaleDown) return undefined;
  return {
    ...(scaleUp ? { scaleUp: rulesFromGo(scaleUp) } : {}),
    ...(scaleDown ? { scaleDown: rulesFromGo(scaleDown) } : {}),
  };
}

function rulesFromGo(value: unknown): ScalingRules {
  const { policies, ...rules } = uncapitalized(value);
  const list = Array.isArray(policies) ? { policies: policies.map(uncapitalized) } : {};
  return { ...rules, ...list } as ScalingRules;
}

/** The members that are present, with a small first letter: Go reads names in any case. */
function uncapitalized(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return {};
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), member]));
}

export const horizontalPodAutoscalersV1: VersionConversion<HorizontalPodAutoscalerV1, HorizontalPodAutoscaler> = {
  applyDefaults: (draft) =>
    rewrite<HorizontalPodAutoscalerV1>(draft, (autoscaler) =>
      completed(autoscaler, 'spec', (spec) => filled(spec, { minReplicas: 1 })),
    ),
  toStorage,
  fromStorage,
};
