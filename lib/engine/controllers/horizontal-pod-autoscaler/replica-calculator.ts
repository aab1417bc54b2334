/**
 * How many replicas a metric asks for.
 *
 * Worked example: 3 pods use 90, 60 and 60 % of their requests, and 50 % is aimed at. The ratio is 70/50 = 1.4, and ceil(1.4 × 3) = 5. A
 * fourth pod without metrics counts as idle for growing: (210/4)/50 = 1.05 is within the tolerance, and nothing changes.
 *
 * Upstream: pkg/controller/podautoscaler/replica_calculator.go, metrics/utilization.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { Quantity } from '../../apimachinery/quantity';
import { isPodReady } from '../pods/pod-state';
import { MetricsError } from './metrics-error';
import { groupPods, type Readiness } from './pod-groups';
import type { PodMetricsInfo } from './pod-metrics';

export interface CalculatorOptions extends Readiness {
  /** Ratios that differ from 1 by no more change nothing. */
  readonly tolerance: number;
}

export interface Proposal {
  readonly replicas: number;
  /** What is used now, in thousandths: for each pod, or in all. */
  readonly usage: number;
  /** In percent of what is requested. */
  readonly utilization?: number;
}

/** What is used, in proportion to the target. */
interface Usage {
  readonly ratio: number;
  readonly usage: number;
  readonly utilization?: number;
}

/** One way to hold metrics of pods against a target. */
interface Measure {
  /** '' for metrics that are no resource. */
  readonly resource: string;
  usageOf(values: ReadonlyMap<string, number>): Usage;
  /** What a pod without metrics is taken to use when there might be fewer. */
  assumed(pod: string): number;
}

export class ReplicaCalculator {
  constructor(
    private readonly options: CalculatorOptions,
    private readonly nowMs: () => number,
  ) {}

  /** By what pods use in percent of what they request. @throws MetricsError */
  byUtilization(
    current: number,
    target: number,
    resource: string,
    container: string,
    pods: readonly Pod[],
    metrics: PodMetricsInfo,
  ): Proposal {
    let requests: ReadonlyMap<string, number> = new Map();
    return this.#byPods(current, pods, metrics, {
      resource,
      usageOf: (values) => {
        if (requests.size === 0) requests = podRequests(pods, container, resource);
        return utilization(values, requests, target);
      },
      assumed: (pod) => Math.trunc(((requests.get(pod) ?? 0) * Math.max(100, target)) / 100),
    });
  }

  /** By the average of a metric. `target` is in thousandths, `resource` '' where it is no resource. @throws MetricsError */
  byAverage(
    current: number,
    target: number,
    resource: string,
    pods: readonly Pod[],
    metrics: PodMetricsInfo,
  ): Proposal {
    const usageOf = (values: ReadonlyMap<string, number>): Usage => {
      const usage = Math.trunc(sumOf(values.values()) / values.size);
      return { usage, ratio: usage / target };
    };
    return this.#byPods(current, pods, metrics, { resource, usageOf, assumed: () => target });
  }

  #byPods(current: number, pods: readonly Pod[], metrics: PodMetricsInfo, measure: Measure): Proposal {
    if (pods.length === 0) throw new MetricsError('no pods returned by selector while calculating replica count');
    const groups = groupPods(pods, metrics, measure.resource, this.options, this.nowMs());
    const values = new Map<string, number>();
    for (const [name, { value }] of metrics)
      if (!groups.ignored.has(name) && !groups.unready.has(name)) values.set(name, value);
    if (values.size === 0) throw new MetricsError('did not receive metrics for targeted pods (pods might be unready)');
    const { ratio, ...seen } = measure.usageOf(values);
    const growsPastUnready = groups.unready.size > 0 && ratio > 1;
    if (!growsPastUnready && groups.missing.size === 0) {
      const replicas = this.#tolerates(ratio) ? current : Math.ceil(ratio * groups.readyCount);
      return { ...seen, replicas };
    }
    if (ratio < 1) for (const pod of groups.missing) values.set(pod, measure.assumed(pod));
    if (ratio > 1) for (const pod of groups.missing) values.set(pod, 0);
    if (growsPastUnready) for (const pod of groups.unready) values.set(pod, 0);
    return { ...seen, replicas: this.#cautious(current, ratio, measure.usageOf(values).ratio, values.size) };
  }

  /** With guesses the number goes no other way than without, and never the wrong way. */
  #cautious(current: number, ratio: number, guessed: number, pods: number): number {
    if (this.#tolerates(guessed) || (ratio < 1 && guessed > 1) || (ratio > 1 && guessed < 1)) return current;
    const replicas = Math.ceil(guessed * pods);
    return (guessed < 1 && replicas > current) || (guessed > 1 && replicas < current) ? current : replicas;
  }

  /** By one value against a target for it, both in thousandths. @throws MetricsError */
  byValue(current: number, usage: number, target: number, pods: readonly Pod[]): Proposal {
    const ratio = usage / target;
    // From nothing there is nobody who could be ready.
    if (current === 0) return { usage, replicas: Math.ceil(ratio) };
    if (this.#tolerates(ratio)) return { usage, replicas: current };
    if (pods.length === 0) {
      const why = 'no pods returned by selector while calculating replica count';
      throw new MetricsError(`unable to calculate ready pods: ${why}`);
    }
    const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod)).length;
    return { usage, replicas: Math.ceil(ratio * ready) };
  }

  /** By one value of which each replica shall have so much, in thousandths. */
  byValuePerPod(current: number, usage: number, target: number): Proposal {
    const replicas = this.#tolerates(usage / (target * current)) ? current : Math.ceil(usage / target);
    return { replicas, usage: current === 0 ? usage : Math.ceil(usage / current) };
  }

  #tolerates(ratio: number): boolean {
    return Math.abs(1 - ratio) <= this.options.tolerance;
  }
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** In thousandths, by the name of the pod. @throws MetricsError where a container does not say */
function podRequests(pods: readonly Pod[], container: string, resource: string): ReadonlyMap<string, number> {
  const requests = new Map<string, number>();
  for (const { metadata, spec } of pods) {
    let sum = 0;
    for (const { name, resources } of spec?.containers ?? []) {
      if (container !== '' && container !== name) continue;
      const request = resources?.requests?.[resource];
      if (request === undefined)
        throw new MetricsError(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
      sum += Quantity.parse(request).milliValue();
    }
    requests.set(metadata.name, sum);
  }
  return requests;
}

function utilization(
  values: ReadonlyMap<string, number>,
  requests: ReadonlyMap<string, number>,
  target: number,
): Usage {
  const known = [...values].filter(([pod]) => requests.has(pod));
  const used = sumOf(known.map(([, value]) => value));
  const requested = sumOf(known.map(([pod]) => requests.get(pod) ?? 0));
  if (requested === 0) throw new MetricsError('no metrics returned matched known pods');
  const percent = Math.trunc((used * 100) / requested);
  return { ratio: percent / target, utilization: percent, usage: Math.trunc(used / known.length) };
}
