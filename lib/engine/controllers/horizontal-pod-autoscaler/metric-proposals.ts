/**
 * What each metric of an autoscaler asks for, and what it shows of it in its status.
 *
 * Upstream: pkg/controller/podautoscaler/horizontal.go (computeReplicasForMetric, computeStatusFor...)
 */
import type { MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../../apimachinery/api/autoscaling-v2';
import type { Pod } from '../../apimachinery/api/core-v1';
import { Selector, selectorOf, type LabelSelector } from '../../apimachinery/labels';
import { ParseError } from '../../apimachinery/parse-error';
import { Quantity } from '../../apimachinery/quantity';
import { MetricsError } from './metrics-error';
import type { MetricsReader } from './pod-metrics';
import type { Proposal, ReplicaCalculator } from './replica-calculator';
import { selectorText } from './selector-text';

/** What is scaled, as far as metrics need it. */
export interface ScaledPods {
  readonly namespace: string;
  /** Asked for. */
  readonly specReplicas: number;
  /** There. */
  readonly statusReplicas: number;
  readonly selector: Selector;
  readonly pods: readonly Pod[];
}

export interface MetricProposal {
  readonly replicas: number;
  /** What it comes from, for people. */
  readonly name: string;
  readonly status: MetricStatus;
}

/** A metric of which nothing can be told. */
export class FailedMetric extends Error {
  /** @param told what the condition and the event say; the message says the same with more around it */
  constructor(
    readonly reason: string,
    readonly told: string,
    message: string,
  ) {
    super(message);
  }
}

const NO_RESOURCE_TARGET =
  'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set';

export class MetricProposals {
  constructor(
    private readonly reader: MetricsReader,
    private readonly calculator: ReplicaCalculator,
  ) {}

  /** @throws FailedMetric */
  propose(spec: MetricSpec, scaled: ScaledPods): MetricProposal {
    const { object, pods, resource, containerResource, external } = spec;
    if (object) return this.#object(object, scaled);
    if (pods) return this.#pods(pods, scaled);
    if (resource) return this.#resource(resource, scaled);
    if (containerResource) return this.#containerResource(containerResource, scaled);
    if (external) return this.#external(external, scaled);
    const told = `unknown metric source type "${spec.type}"`;
    throw new FailedMetric('InvalidMetricSourceType', told, told);
  }

  #resource({ name, target }: NonNullable<MetricSpec['resource']>, scaled: ScaledPods): MetricProposal {
    return attempt('FailedGetResourceMetric', `failed to get ${name} resource metric value: `, () => {
      const { proposal, current } = this.#byResource(name, target, '', scaled);
      const kind = target.averageValue === undefined ? ' utilization (percentage of request)' : '';
      const status = { type: 'Resource', resource: { name, current } };
      return { replicas: proposal.replicas, name: `${name} resource${kind}`, status };
    });
  }

  #containerResource(
    { name, container, target }: NonNullable<MetricSpec['containerResource']>,
    scaled: ScaledPods,
  ): MetricProposal {
    return attempt('FailedGetContainerResourceMetric', `failed to get ${container} container metric value: `, () => {
      const { proposal, current } = this.#byResource(name, target, container, scaled);
      const kind =
        target.averageValue === undefined ? 'container resource utilization (percentage of request)' : 'resource';
      const status = { type: 'ContainerResource', containerResource: { name, container, current } };
      return { replicas: proposal.replicas, name: `${name} ${kind}`, status };
    });
  }

  #byResource(
    resource: string,
    { averageValue, averageUtilization }: MetricTarget,
    container: string,
    { namespace, selector, specReplicas, pods }: ScaledPods,
  ): { readonly proposal: Proposal; readonly current: MetricValueStatus } {
    const read = () =>
      within(`unable to get metrics for resource ${resource}: `, () =>
        this.reader.resource(resource, namespace, selector, container),
      );
    if (averageValue !== undefined) {
      const target = milliValue(averageValue);
      const proposal = within(`failed to get ${resource} usage: `, () =>
        this.calculator.byAverage(specReplicas, target, resource, pods, read()),
      );
      return { proposal, current: { averageValue: quantity(proposal.usage) } };
    }
    if (averageUtilization === undefined) throw new MetricsError(NO_RESOURCE_TARGET);
    const proposal = within(`failed to get ${resource} utilization: `, () =>
      this.calculator.byUtilization(specReplicas, averageUtilization, resource, container, pods, read()),
    );
    const { utilization, usage } = proposal;
    return { proposal, current: { averageUtilization: utilization, averageValue: quantity(usage) } };
  }

  #pods({ metric, target }: NonNullable<MetricSpec['pods']>, { specReplicas, pods }: ScaledPods): MetricProposal {
    return attempt('FailedGetPodsMetric', 'failed to get pods metric value: ', () => {
      const selector = metricSelector(metric.selector);
      const metrics = within(`unable to get metric ${metric.name}: `, () =>
        this.reader.pods(metric.name, pods, selector),
      );
      const aim = milliValue(target.averageValue ?? '0');
      const { replicas, usage } = this.calculator.byAverage(specReplicas, aim, '', pods, metrics);
      const status = { type: 'Pods', pods: { metric, current: { averageValue: quantity(usage) } } };
      return { replicas, name: `pods metric ${metric.name}`, status };
    });
  }

  #object(
    { metric, target, describedObject }: NonNullable<MetricSpec['object']>,
    { namespace, specReplicas, statusReplicas, pods }: ScaledPods,
  ): MetricProposal {
    const outer = 'failed to get object metric value: ';
    const byValue = target.type === 'Value' && target.value !== undefined;
    const inner = byValue ? '' : `failed to get ${metric.name} object metric: `;
    return attempt('FailedGetObjectMetric', `${outer}${inner}`, () => {
      // The words are upstream's, who mixes up their order.
      const place = `${describedObject.kind} on ${namespace} ${describedObject.name}/`;
      const read = () =>
        within(`unable to get metric ${metric.name}: ${place}`, () =>
          this.reader.object(metric.name, namespace, describedObject, metricSelector(metric.selector)),
        );
      if (byValue) {
        const proposal = this.calculator.byValue(specReplicas, read(), milliValue(target.value ?? '0'), pods);
        const object = { describedObject, metric, current: { value: quantity(proposal.usage) } };
        const name = `${describedObject.kind} metric ${metric.name}`;
        return { replicas: proposal.replicas, name, status: { type: 'Object', object } };
      }
      if (target.type !== 'AverageValue' || target.averageValue === undefined)
        throw new MetricsError(
          'invalid object metric source: neither a value target nor an average value target was set',
        );
      const aim = milliValue(target.averageValue);
      const { replicas, usage } = this.calculator.byValuePerPod(statusReplicas, read(), aim);
      // What is described is left out, as upstream does.
      const object = { describedObject: { kind: '', name: '' }, metric, current: { averageValue: quantity(usage) } };
      return { replicas, name: externalName(metric), status: { type: 'Object', object } };
    });
  }

  #external(
    { metric, target }: NonNullable<MetricSpec['external']>,
    { namespace, specReplicas, statusReplicas, pods }: ScaledPods,
  ): MetricProposal {
    const perPod = target.averageValue !== undefined;
    const outer = `failed to get ${metric.name} external metric value: `;
    const inner = perPod
      ? `failed to get ${metric.name} external metric: `
      : `failed to get external metric ${metric.name}: `;
    return attempt('FailedGetExternalMetric', `${outer}${inner}`, () => {
      const total = within(
        `unable to get external metric ${namespace}/${metric.name}/${selectorText(metric.selector)}: `,
        () => this.reader.external(metric.name, namespace, metricSelector(metric.selector)),
      );
      const { replicas, usage } = perPod
        ? this.calculator.byValuePerPod(statusReplicas, total, milliValue(target.averageValue ?? '0'))
        : this.calculator.byValue(specReplicas, total, milliValue(target.value ?? '0'), pods);
      const current = perPod ? { averageValue: quantity(usage) } : { value: quantity(usage) };
      return { replicas, name: externalName(metric), status: { type: 'External', external: { metric, current } } };
    });
  }
}

/** @throws FailedMetric with `prefix` before what went wrong */
function attempt(reason: string, prefix: string, propose: () => MetricProposal): MetricProposal {
  try {
    return propose();
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    throw new FailedMetric(reason, error.message, `${prefix}${error.message}`);
  }
}

/** @throws MetricsError with a prefix before what went wrong */
function within<T>(prefix: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    throw new MetricsError(`${prefix}${error.message}`);
  }
}

/** A metric without a selector is meant with whatever labels it has. @throws MetricsError */
function metricSelector(selector: LabelSelector | undefined): Selector {
  if (!selector) return Selector.everything;
  try {
    return selectorOf(selector);
  } catch (error) {
    if (error instanceof ParseError) throw new MetricsError(error.message);
    throw error;
  }
}

function externalName({ name, selector }: { readonly name: string; readonly selector?: LabelSelector }): string {
  return `external metric ${name}(${selectorText(selector)})`;
}

function milliValue(text: string): number {
  return Quantity.parse(text).milliValue();
}

function quantity(milli: number): string {
  return Quantity.ofMilli(milli).toString();
}
