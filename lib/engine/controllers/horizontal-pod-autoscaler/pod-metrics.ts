/**
 * What the metrics APIs say of pods, as an autoscaler reckons with it: one number of thousandths for each pod.
 *
 * Upstream: pkg/controller/podautoscaler/metrics/client.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import type { CrossVersionObjectReference } from '../../apimachinery/api/autoscaling-v2';
import type { Selector } from '../../apimachinery/labels';
import { parseGroupVersion } from '../../apimachinery/object-meta';
import { Quantity } from '../../apimachinery/quantity';
import { StatusError } from '../../apimachinery/status-error';
import { parseDuration, parseTime } from '../../apimachinery/time';
import type { Client } from '../../client/client';
import type { MetricSources, PodMetrics } from '../../client/metric-sources';
import { MetricsError } from './metrics-error';

export interface PodMetric {
  /** In thousandths. */
  readonly value: number;
  readonly timestampMs: number;
  /** Over how long it was measured. */
  readonly windowMs: number;
}

/** By the name of the pod. */
export type PodMetricsInfo = ReadonlyMap<string, PodMetric>;

const GROUP = 'metrics.k8s.io';
/** What custom metrics are taken to be measured over. */
const CUSTOM_WINDOW_MS = 60_000;

export class MetricsReader {
  constructor(
    private readonly client: Client,
    private readonly sources: MetricSources,
    private readonly nowMs: () => number,
  ) {}

  /**
   * What pods, or their containers of one name, use of a resource. Pods of which that is not known are left out.
   * @throws MetricsError
   */
  resource(resource: string, namespace: string, selector: Selector, container = ''): PodMetricsInfo {
    const items = this.#podMetrics(namespace, selector);
    if (items.length === 0) throw new MetricsError('no metrics returned from resource metrics API');
    const info = new Map<string, PodMetric>();
    for (const item of items) {
      const value = container === '' ? podUsage(item, resource) : containerUsage(item, resource, container);
      if (value === undefined) continue;
      const { timestamp, window, metadata } = item;
      info.set(metadata.name, { value, timestampMs: parseTime(timestamp), windowMs: parseDuration(window) });
    }
    return info;
  }

  #podMetrics(namespace: string, selector: Selector): readonly PodMetrics[] {
    const failed = (why: string): MetricsError =>
      new MetricsError(`unable to fetch metrics from resource metrics API: ${why}`);
    if (!this.client.served().some(({ group, plural }) => group === GROUP && plural === 'pods'))
      throw failed(`the server could not find the requested resource (get pods.${GROUP})`);
    try {
      const metrics = this.client.resource<PodMetrics>('pods', GROUP);
      return metrics.list({ namespace, labelSelector: selector.toString() });
    } catch (error) {
      if (error instanceof StatusError) throw failed(error.message);
      throw error;
    }
  }

  /** A metric that pods have besides what they use. @throws MetricsError */
  pods(metric: string, pods: readonly Pod[], selector: Selector): PodMetricsInfo {
    const info = new Map<string, PodMetric>();
    for (const { metadata } of pods) {
      const { name, namespace = '' } = metadata;
      const value = this.#custom({ metric, selector, group: '', kind: 'Pod', name, namespace });
      if (value === undefined) continue;
      info.set(name, { value: milliValue(value), timestampMs: this.nowMs(), windowMs: CUSTOM_WINDOW_MS });
    }
    if (info.size === 0) throw new MetricsError('no metrics returned from custom metrics API');
    return info;
  }

  /** A metric of any object, in thousandths. @throws MetricsError */
  object(metric: string, namespace: string, object: CrossVersionObjectReference, selector: Selector): number {
    const { group = '' } = parseGroupVersion(object.apiVersion ?? '') ?? {};
    const { kind } = object;
    // A reference must not lead out of its namespace: the name of a Namespace is not looked at.
    const place =
      kind === 'Namespace' && group === '' ? { name: namespace, namespace: '' } : { name: object.name, namespace };
    const value = this.#custom({ metric, selector, group, kind, ...place });
    if (value !== undefined) return milliValue(value);
    const resource = group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
    const missing = `the server could not find the metric ${metric} for ${resource} ${place.name}`;
    throw new MetricsError(`unable to fetch metrics from custom metrics API: ${missing}`);
  }

  #custom(query: Parameters<NonNullable<MetricSources['custom']>>[0]): string | undefined {
    const { custom } = this.sources;
    if (custom) return custom(query);
    throw new MetricsError(
      'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered',
    );
  }

  /** All values of a metric of something outside the cluster, summed up, in thousandths. @throws MetricsError */
  external(metric: string, namespace: string, selector: Selector): number {
    const { external } = this.sources;
    const failed =
      'unable to fetch metrics from external metrics API: the server could not find the requested resource';
    if (!external) throw new MetricsError(`${failed} (get ${metric}.external.metrics.k8s.io)`);
    const values = external({ metric, namespace, selector });
    if (values.length === 0) throw new MetricsError('no metrics returned from external metrics API');
    return values.reduce((sum, value) => sum + milliValue(value), 0);
  }
}

function milliValue(text: string): number {
  return Quantity.parse(text).milliValue();
}

/** Undefined when one of its containers does not tell. */
function podUsage({ containers }: PodMetrics, resource: string): number | undefined {
  if (containers.length === 0) return undefined;
  let sum = 0;
  for (const { usage } of containers) {
    const used = usage[resource];
    if (used === undefined) return undefined;
    sum += milliValue(used);
  }
  return sum;
}

function containerUsage({ containers, metadata }: PodMetrics, resource: string, name: string): number | undefined {
  const container = containers.find((candidate) => candidate.name === name);
  if (!container) {
    const pod = `${metadata.namespace}/${metadata.name}`;
    throw new MetricsError(`failed to get container metrics: container ${name} not present in metrics for pod ${pod}`);
  }
  const used = container.usage[resource];
  return used === undefined ? undefined : milliValue(used);
}
