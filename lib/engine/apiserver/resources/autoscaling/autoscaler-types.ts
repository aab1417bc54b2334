/** The fields of HorizontalPodAutoscalers in version 2, as they are stored. */
import type { LabelSelector } from '../../../apimachinery/labels';
import type { JsonObject, KubeObject } from '../../../apimachinery/object-meta';

export type ObjectReference = { readonly kind: string; readonly name: string; readonly apiVersion?: string };

export type MetricIdentifier = { readonly name: string; readonly selector?: LabelSelector };

export type MetricTarget = {
  readonly type: string;
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
};

export type MetricValue = {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
};

/** The sources of a metric, with what is aimed at or what was measured. */
export type MetricSources<Measure> = {
  readonly object?: { readonly describedObject: ObjectReference; readonly metric: MetricIdentifier } & Measure;
  readonly pods?: { readonly metric: MetricIdentifier } & Measure;
  readonly resource?: { readonly name: string } & Measure;
  readonly containerResource?: { readonly name: string; readonly container: string } & Measure;
  readonly external?: { readonly metric: MetricIdentifier } & Measure;
};

export type Target = { readonly target: MetricTarget };
export type Current = { readonly current: MetricValue };

export type MetricSpec = { readonly type?: string } & MetricSources<Target>;
export type MetricStatus = { readonly type?: string } & MetricSources<Current>;

export type ScalingPolicy = { readonly type: string; readonly value: number; readonly periodSeconds: number };

export type ScalingRules = {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
  readonly policies?: readonly ScalingPolicy[];
};

export type Behavior = { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };

export type HorizontalPodAutoscalerSpec = {
  readonly scaleTargetRef: ObjectReference;
  readonly minReplicas?: number;
  readonly maxReplicas: number;
  readonly metrics?: readonly MetricSpec[];
  readonly behavior?: Behavior;
};

export type HorizontalPodAutoscalerStatus = {
  readonly observedGeneration?: number;
  readonly lastScaleTime?: string;
  readonly currentReplicas?: number;
  readonly desiredReplicas?: number;
  readonly currentMetrics?: readonly MetricStatus[] | null;
  readonly conditions?: readonly JsonObject[];
};

export type HorizontalPodAutoscaler = KubeObject<{
  readonly spec: HorizontalPodAutoscalerSpec;
  readonly status?: HorizontalPodAutoscalerStatus;
}>;
