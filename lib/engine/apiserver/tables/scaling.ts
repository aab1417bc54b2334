/**
 * The tables of what holds the number of pods: autoscalers, disruption budgets, and the Scale of a workload.
 *
 * Upstream: pkg/printers/internalversion/printers.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { firstOf, NONE, UNKNOWN, UNSET } from './cell-text';
import { AGE, integer, NAME, text, type TablePrinter } from './column';

interface MetricValue {
  readonly averageUtilization?: number;
  readonly averageValue?: string;
  readonly value?: string;
}

interface Metric<Part extends 'target' | 'current'> {
  readonly type: string;
  readonly resource?: { readonly [part in Part]: MetricValue };
  readonly containerResource?: { readonly [part in Part]: MetricValue };
  readonly pods?: { readonly [part in Part]: MetricValue };
  readonly object?: { readonly [part in Part]: MetricValue };
  readonly external?: { readonly [part in Part]: MetricValue };
}

type HorizontalPodAutoscaler = KubeObject<{
  readonly spec?: {
    readonly scaleTargetRef?: { readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly metrics?: readonly Metric<'target'>[];
  };
  readonly status?: { readonly currentReplicas?: number; readonly currentMetrics?: readonly Metric<'current'>[] };
}>;

type PodDisruptionBudget = KubeObject<{
  readonly spec?: { readonly minAvailable?: number | string; readonly maxUnavailable?: number | string };
  readonly status?: { readonly disruptionsAllowed?: number };
}>;

type Scale = KubeObject<{
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}>;

const MAX_METRICS = 2;

/** `current/target` of a metric of a resource. */
function resourceText(target: MetricValue | undefined, current: MetricValue | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  const used = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`;
  return `${used}/${target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}

/** `current/target` of a metric of an object or from outside. */
function valueText(target: MetricValue | undefined, current: MetricValue | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current ? (current.value ?? '0') : UNKNOWN}/${target?.value ?? '<nil>'}`;
}

function metricText(spec: Metric<'target'>, status: Metric<'current'> | undefined): string {
  switch (spec.type) {
    case 'External':
      return valueText(spec.external?.target, status?.external?.current);
    case 'Object':
      return valueText(spec.object?.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? UNKNOWN}/${spec.pods?.target.averageValue ?? '<nil>'}`;
    case 'Resource':
      return resourceText(spec.resource?.target, status?.resource?.current);
    case 'ContainerResource':
      return resourceText(spec.containerResource?.target, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function metricsText({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return NONE;
  return firstOf(
    metrics.map((metric, index) => metricText(metric, status?.currentMetrics?.[index])),
    MAX_METRICS,
    ', ',
  );
}

const horizontalPodAutoscalers: TablePrinter<HorizontalPodAutoscaler> = {
  columns: [
    NAME,
    text(
      'Reference',
      'What is scaled.',
      ({ spec }) => `${spec?.scaleTargetRef?.kind ?? ''}/${spec?.scaleTargetRef?.name ?? ''}`,
    ),
    text('Targets', 'Each metric now, and what it should be.', metricsText),
    text('MinPods', 'The least number of pods.', ({ spec }) =>
      spec?.minReplicas === undefined ? UNSET : String(spec.minReplicas),
    ),
    text('MaxPods', 'The greatest number of pods.', ({ spec }) => spec?.maxReplicas ?? 0),
    text('Replicas', 'The number of pods now.', ({ status }) => status?.currentReplicas ?? 0),
    AGE,
  ],
};

function limitText(limit: number | string | undefined): string {
  return limit === undefined ? 'N/A' : String(limit);
}

const podDisruptionBudgets: TablePrinter<PodDisruptionBudget> = {
  columns: [
    NAME,
    text('Min Available', 'How many pods have to stay available.', ({ spec }) => limitText(spec?.minAvailable)),
    text('Max Unavailable', 'How many pods may be unavailable.', ({ spec }) => limitText(spec?.maxUnavailable)),
    integer('Allowed Disruptions', 'How many pods may be evicted now.', ({ status }) => status?.disruptionsAllowed),
    AGE,
  ],
};

/** For `scale` of any workload. */
export const scalePrinter: TablePrinter<Scale> = {
  columns: [
    { ...NAME, format: '' },
    integer('Desired', 'The number of pods wanted.', ({ spec }) => spec?.replicas),
    integer('Available', 'The number of pods there are.', ({ status }) => status?.replicas),
    AGE,
  ],
};

export const scalingPrinters: Readonly<Record<string, TablePrinter>> = {
  'autoscaling/horizontalpodautoscalers': horizontalPodAutoscalers,
  'policy/poddisruptionbudgets': podDisruptionBudgets,
};
