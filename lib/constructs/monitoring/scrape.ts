/** How Prometheus asks for metrics: what ServiceMonitor and PodMonitor have in common. */
import {
  type PodMonitorSpecPodMetricsEndpointsRelabelings,
  type ServiceMonitorSpecEndpointsRelabelings,
} from '../../../imports/monitoring.coreos.com';
import { type Port } from '../pod/port';

/** A rule that rewrites labels, as Prometheus has it. */
export type Relabeling = ServiceMonitorSpecEndpointsRelabelings & PodMonitorSpecPodMetricsEndpointsRelabelings;

/** Where metrics are found and how often they are fetched. */
export interface Scrape {
  /** The port, or its name. */
  readonly port: Port | string;
  /**
   * Path of the metrics.
   * @default '/metrics'
   */
  readonly path?: string;
  /**
   * Scheme of the request.
   * @default 'http'
   */
  readonly scheme?: 'http' | 'https';
  /**
   * Time between two requests, as Prometheus writes durations.
   * @default '30s'
   */
  readonly interval?: string;
  /**
   * Time after which a request has failed; at most the interval.
   * @default '10s'
   */
  readonly timeout?: string;
  /**
   * Whether labels of the metrics win over Prometheus' own.
   * @default false
   */
  readonly honorLabels?: boolean;
  /**
   * Parameters of the request.
   * @default - none
   */
  readonly params?: Readonly<Record<string, readonly string[]>>;
  /**
   * Rules for the labels of the target.
   * @default - none
   */
  readonly relabelings?: readonly Relabeling[];
  /**
   * Rules for the labels of each metric.
   * @default - none
   */
  readonly metricRelabelings?: readonly Relabeling[];
}

/** What both kinds of monitor take beside their endpoints. */
export interface MonitorOptions {
  /**
   * Label whose value becomes the job.
   * @default 'app'
   */
  readonly jobLabel?: string;
  /**
   * Labels of the pods that every metric gets.
   * @default - none
   */
  readonly podTargetLabels?: readonly string[];
  /**
   * Most samples of one request; more of them fail it.
   * @default - no bound
   */
  readonly sampleLimit?: number;
}

/** The endpoint as the operator has it; the fields are the same for both kinds. */
export function endpointOf(scrape: Scrape) {
  const { port, params } = scrape;
  return {
    port: typeof port === 'string' ? port : port.name,
    path: scrape.path ?? '/metrics',
    scheme: scrape.scheme ?? 'http',
    interval: scrape.interval ?? '30s',
    scrapeTimeout: scrape.timeout ?? '10s',
    honorLabels: scrape.honorLabels,
    params: params && Object.fromEntries(Object.entries(params).map(([key, values]) => [key, [...values]])),
    relabelings: scrape.relabelings && [...scrape.relabelings],
    metricRelabelings: scrape.metricRelabelings && [...scrape.metricRelabelings],
  };
}
