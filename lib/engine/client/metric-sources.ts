/**
 * Where metrics besides stored objects come from: the shape of metrics.k8s.io, and functions in the place of adapters.
 *
 * Upstream: staging/src/k8s.io/metrics/pkg/apis/{metrics/v1beta1,custom_metrics/v1beta2,external_metrics/v1beta1}/types.go
 * Differs: custom.metrics.k8s.io and external.metrics.k8s.io are functions that an autoscaler calls; they are not served.
 */
import type { Selector } from '../apimachinery/labels';
import type { KubeObject } from '../apimachinery/object-meta';

/** A PodMetrics object of metrics.k8s.io/v1beta1. */
export type PodMetrics = KubeObject<{
  readonly timestamp: string;
  /** A duration: over how long usage was measured. */
  readonly window: string;
  readonly containers: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}>;

/** A NodeMetrics object of metrics.k8s.io/v1beta1. */
export type NodeMetrics = KubeObject<{
  readonly timestamp: string;
  readonly window: string;
  readonly usage: Readonly<Record<string, string>>;
}>;

/** A metric of one object. */
export interface CustomMetricQuery {
  readonly metric: string;
  /** What the metric's own labels must match. */
  readonly selector: Selector;
  /** Group and kind of the object, e.g. '' and `Pod`. */
  readonly group: string;
  readonly kind: string;
  /** '' for objects without namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** A metric of something outside the cluster, such as the length of a queue. */
export interface ExternalMetricQuery {
  readonly metric: string;
  readonly selector: Selector;
  /** Of the autoscaler that asks. */
  readonly namespace: string;
}

export interface MetricSources {
  /** The value as a quantity, e.g. `250m` or `12`; undefined where the object has no such metric. @default no such API */
  readonly custom?: (query: CustomMetricQuery) => string | undefined;
  /** All values of the metric that match, as quantities. @default no such API */
  readonly external?: (query: ExternalMetricQuery) => readonly string[];
}
