/**
 * Keeps the number of pods of a workload in step with metrics.
 *
 * Watches: HorizontalPodAutoscalers, Pods. Writes: the scale of what they point at, HorizontalPodAutoscalers' status, Events.
 * Upstream: pkg/controller/podautoscaler/horizontal.go
 */
import type { HorizontalPodAutoscaler, MetricStatus } from '../apimachinery/api/autoscaling-v2';
import type { Pod } from '../apimachinery/api/core-v1';
import { parseSelector, type Selector } from '../apimachinery/labels';
import { keyOf } from '../apimachinery/object-meta';
import { ParseError } from '../apimachinery/parse-error';
import { sameJson } from '../apimachinery/same-json';
import { StatusError } from '../apimachinery/status-error';
import { ReconcilingController, RetryError, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import type { ControllerManagerContext } from './controller-manager-context';
import type { ControllerManagerOptions } from './controller-manager-options';
import { AutoscalerSelectors } from './horizontal-pod-autoscaler/autoscaler-selectors';
import { FailedMetric, MetricProposals, type ScaledPods } from './horizontal-pod-autoscaler/metric-proposals';
import { normalizeReplicas } from './horizontal-pod-autoscaler/normalize';
import { MetricsReader } from './horizontal-pod-autoscaler/pod-metrics';
import { ReplicaCalculator } from './horizontal-pod-autoscaler/replica-calculator';
import { NoScaleError, readScale, writeScale, type Scale } from './horizontal-pod-autoscaler/scale-target';
import { ScalingHistory } from './horizontal-pod-autoscaler/scaling-history';
import { AutoscalerStatus } from './horizontal-pod-autoscaler/status';

/** Nothing can be told from the metrics, or from the pods: the conditions say why. */
class NoProposalError extends Error {}

/** What an autoscaler comes to. */
interface Decision {
  readonly replicas: number;
  /** For people. */
  readonly reason: string;
  readonly metrics?: readonly MetricStatus[];
}

/** The highest wish among the metrics. */
interface Wanted {
  readonly replicas: number;
  readonly metric: string;
  readonly statuses: readonly MetricStatus[];
}

/** What a metric shows of which nothing could be told, among others that could. */
const NO_STATUS: MetricStatus = { type: '' };

export class HorizontalPodAutoscalerController extends ReconcilingController {
  readonly name = 'horizontal-pod-autoscaler-controller';
  readonly #autoscalers: Informer<HorizontalPodAutoscaler>;
  readonly #pods: Informer<Pod>;
  readonly #proposals: MetricProposals;
  readonly #selectors = new AutoscalerSelectors();
  readonly #histories = new Map<string, ScalingHistory>();

  constructor(
    context: ControllerManagerContext,
    private readonly options: ControllerManagerOptions,
  ) {
    super(context);
    this.#autoscalers = context.informers.of<HorizontalPodAutoscaler>('autoscaling/horizontalpodautoscalers');
    this.#pods = context.informers.of<Pod>('pods');
    const nowMs = (): number => context.clock.now();
    const calculator = new ReplicaCalculator(
      {
        tolerance: options.horizontalPodAutoscalerTolerance,
        cpuInitializationPeriodMs: options.horizontalPodAutoscalerCpuInitializationPeriodMs,
        initialReadinessDelayMs: options.horizontalPodAutoscalerInitialReadinessDelayMs,
      },
      nowMs,
    );
    this.#proposals = new MetricProposals(new MetricsReader(context.client, context.metrics, nowMs), calculator);
  }

  /** Each autoscaler has its turn once a period, whatever happens to it. */
  start(): void {
    const enqueue = (autoscaler: HorizontalPodAutoscaler): void => {
      const key = keyOf(autoscaler);
      this.#selectors.register(key);
      this.queue.addAfter(key, this.options.horizontalPodAutoscalerSyncPeriodMs);
    };
    this.#autoscalers.addHandlers({
      added: enqueue,
      updated: (_before, after) => enqueue(after),
      deleted: (autoscaler) => this.#selectors.forget(keyOf(autoscaler)),
    });
  }

  reconcile(key: string): ReconcileResult | void {
    const autoscaler = this.#autoscalers.get(key);
    if (!autoscaler) {
      this.#histories.delete(key);
      return;
    }
    try {
      this.#scale(autoscaler, key);
    } catch (error) {
      // The next turn comes with the period, not with back-off.
      if (!(error instanceof RetryError) && !(error instanceof StatusError)) throw error;
      this.context.onError?.(this.name, key, error);
    }
    return { requeueAfterMs: this.options.horizontalPodAutoscalerSyncPeriodMs };
  }

  /** @throws RetryError, StatusError */
  #scale(autoscaler: HorizontalPodAutoscaler, key: string): void {
    const status = new AutoscalerStatus(autoscaler, this.context.clock.now());
    const scale = this.#readScale(autoscaler, status);
    const current = scale.object.spec.replicas ?? 0;
    const history = this.#historyOf(key);
    history.recordInitial(current, this.context.clock.now());
    const decision = this.#decide(autoscaler, scale, history, status);
    const rescaled = decision !== undefined && decision.replicas !== current;
    if (rescaled) this.#rescale(autoscaler, scale, decision, history, status);
    const desired = rescaled ? decision.replicas : current;
    status.set({ current, desired, metrics: decision?.metrics }, rescaled);
    this.#write(autoscaler, status);
  }

  #historyOf(key: string): ScalingHistory {
    const history = this.#histories.get(key) ?? new ScalingHistory();
    this.#histories.set(key, history);
    return history;
  }

  #readScale(autoscaler: HorizontalPodAutoscaler, status: AutoscalerStatus): Scale {
    const { namespace = '' } = autoscaler.metadata;
    try {
      const scale = readScale(this.context.client, namespace, autoscaler.spec!.scaleTargetRef);
      const message = "the HPA controller was able to get the target's current scale";
      status.setCondition('AbleToScale', true, 'SucceededGetScale', message);
      return scale;
    } catch (error) {
      if (!(error instanceof NoScaleError)) throw error;
      const message = `the HPA controller was unable to get the target's current scale: ${error.told}`;
      this.#warn(autoscaler, 'FailedGetScale', error.told);
      status.setCondition('AbleToScale', false, 'FailedGetScale', message);
      this.#write(autoscaler, status);
      throw new RetryError(error.message);
    }
  }

  /** Undefined where the target is switched off. */
  #decide(
    autoscaler: HorizontalPodAutoscaler,
    scale: Scale,
    history: ScalingHistory,
    status: AutoscalerStatus,
  ): Decision | undefined {
    const { minReplicas: min = 1, maxReplicas: max } = autoscaler.spec!;
    const current = scale.object.spec.replicas ?? 0;
    if (current === 0 && min !== 0) {
      const message = 'scaling is disabled since the replica count of the target is zero';
      status.setCondition('ScalingActive', false, 'ScalingDisabled', message);
      return undefined;
    }
    if (current > max) return { replicas: max, reason: 'Current number of replicas above Spec.MaxReplicas' };
    if (current < min) return { replicas: min, reason: 'Current number of replicas below Spec.MinReplicas' };
    const { replicas: desired, metric, statuses } = this.#wanted(autoscaler, scale, status);
    const replicas = normalizeReplicas(
      autoscaler,
      { current, desired, min, max },
      history,
      status,
      this.options.horizontalPodAutoscalerDownscaleStabilizationMs,
      this.context.clock.now(),
    );
    const reason = desired > current ? `${metric} above target` : desired < current ? 'All metrics below target' : '';
    return { replicas, reason, metrics: statuses };
  }

  /** @throws RetryError where no metric tells enough */
  #wanted(autoscaler: HorizontalPodAutoscaler, scale: Scale, status: AutoscalerStatus): Wanted {
    try {
      return this.#highest(autoscaler, this.#scaledPods(autoscaler, scale, status), status);
    } catch (error) {
      if (!(error instanceof NoProposalError)) throw error;
      status.setCurrentReplicas(scale.object.spec.replicas ?? 0);
      this.#write(autoscaler, status);
      this.#warn(autoscaler, 'FailedComputeMetricsReplicas', error.message);
      throw new RetryError(error.message);
    }
  }

  /** @throws NoProposalError where the scale does not say which pods it counts, or others scale them too */
  #scaledPods(autoscaler: HorizontalPodAutoscaler, { object }: Scale, status: AutoscalerStatus): ScaledPods {
    const { namespace = '' } = autoscaler.metadata;
    const { selector: text = '', replicas: statusReplicas } = object.status;
    const refuse = (event: string, reason: string, told: string, message = told): never => {
      this.#warn(autoscaler, event, told);
      status.setCondition('ScalingActive', false, reason, message);
      throw new NoProposalError(told);
    };
    if (text === '') {
      const message = "the HPA target's scale is missing a selector";
      return refuse('SelectorRequired', 'InvalidSelector', 'selector is required', message);
    }
    const selector = parsed(text);
    if (typeof selector === 'string') return refuse('InvalidSelector', 'InvalidSelector', selector);
    this.#selectors.set(keyOf(autoscaler), selector);
    const pods = this.#pods.list(namespace).filter(({ metadata }) => selector.matches(metadata.labels));
    const selecting = this.#selectors.selecting(namespace, pods);
    if (selecting.length > 1) {
      const names = selecting.map((name) => `{${name} ${namespace}}`).join(' ');
      const told = `pods by selector ${text} are controlled by multiple HPAs: [${names}]`;
      return refuse('AmbiguousSelector', 'AmbiguousSelector', told);
    }
    return { namespace, specReplicas: object.spec.replicas ?? 0, statusReplicas, selector, pods };
  }

  /** @throws NoProposalError where every metric fails, or one does and the others would shrink */
  #highest(autoscaler: HorizontalPodAutoscaler, scaled: ScaledPods, status: AutoscalerStatus): Wanted {
    const specs = autoscaler.spec!.metrics ?? [];
    const failures: FailedMetric[] = [];
    const statuses: MetricStatus[] = [];
    let [replicas, metric] = [0, ''];
    for (const spec of specs) {
      try {
        const proposal = this.#proposals.propose(spec, scaled);
        statuses.push(proposal.status);
        if (replicas === 0 || proposal.replicas > replicas) [replicas, metric] = [proposal.replicas, proposal.name];
      } catch (error) {
        if (!(error instanceof FailedMetric)) throw error;
        this.#warn(autoscaler, error.reason, error.told);
        statuses.push(NO_STATUS);
        failures.push(error);
      }
    }
    const [first] = failures;
    if (first && (failures.length === specs.length || replicas < scaled.specReplicas)) {
      const message = `the HPA was unable to compute the replica count: ${first.told}`;
      status.setCondition('ScalingActive', false, first.reason, message);
      const counts = `${failures.length} invalid out of ${specs.length}`;
      throw new NoProposalError(`invalid metrics (${counts}), first error is: ${first.message}`);
    }
    const message = `the HPA was able to successfully calculate a replica count from ${metric}`;
    status.setCondition('ScalingActive', true, 'ValidMetricFound', message);
    return { replicas, metric, statuses };
  }

  /** @throws RetryError where the API server refuses it */
  #rescale(
    autoscaler: HorizontalPodAutoscaler,
    scale: Scale,
    { replicas, reason }: Decision,
    history: ScalingHistory,
    status: AutoscalerStatus,
  ): void {
    const current = scale.object.spec.replicas ?? 0;
    const told = `New size: ${replicas}; reason: ${reason}`;
    try {
      writeScale(this.context.client, scale, replicas);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#warn(autoscaler, 'FailedRescale', `${told}; error: ${error.message}`);
      const message = `the HPA controller was unable to update the target scale: ${error.message}`;
      status.setCondition('AbleToScale', false, 'FailedUpdateScale', message);
      status.setCurrentReplicas(current);
      this.#write(autoscaler, status);
      throw new RetryError(`failed to rescale: ${error.message}`);
    }
    const message = `the HPA controller was able to update the target scale to ${replicas}`;
    status.setCondition('AbleToScale', true, 'SucceededRescale', message);
    this.context.events.event(autoscaler, 'Normal', 'SuccessfulRescale', told);
    const { behavior } = autoscaler.spec!;
    if (!behavior) return;
    const rules = replicas > current ? behavior.scaleUp : behavior.scaleDown;
    history.scaled(current, replicas, rules, this.context.clock.now());
  }

  #warn(autoscaler: HorizontalPodAutoscaler, reason: string, message: string): void {
    this.context.events.event(autoscaler, 'Warning', reason, message);
  }

  #write(autoscaler: HorizontalPodAutoscaler, { value: status }: AutoscalerStatus): void {
    if (sameJson(status, autoscaler.status)) return;
    const autoscalers = this.context.client.resource<HorizontalPodAutoscaler>(
      'horizontalpodautoscalers',
      'autoscaling',
    );
    try {
      autoscalers.updateStatus({ ...autoscaler, status });
    } catch (error) {
      if (error instanceof StatusError) this.#warn(autoscaler, 'FailedUpdateStatus', error.message);
      throw error;
    }
  }
}

/** The selector, or what is wrong with it. */
function parsed(text: string): Selector | string {
  try {
    return parseSelector(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return `couldn't convert selector into a corresponding internal selector object: ${error.message}`;
  }
}
