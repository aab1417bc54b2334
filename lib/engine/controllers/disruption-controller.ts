/**
 * Counts the pods that each PodDisruptionBudget is about, and says how many of them may be disrupted.
 *
 * Watches: PodDisruptionBudgets, Pods, the controllers of pods. Writes: PodDisruptionBudgets' status, Pods' conditions, Events.
 * Upstream: pkg/controller/disruption/disruption.go
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../apimachinery/api/policy-v1';
import { quote } from '../apimachinery/go-text';
import { selectorOf } from '../apimachinery/labels';
import { keyOf } from '../apimachinery/object-meta';
import { sameJson } from '../apimachinery/same-json';
import { withStatusCondition } from '../apimachinery/status-conditions';
import { isStatusError, StatusError } from '../apimachinery/status-error';
import {
  DISRUPTION_ALLOWED,
  isDisruptionAllowedUpToDate,
  withDisruptionAllowed,
} from '../apiserver/subresources/disruption-allowed';
import { ReconcilingController, RetryError, type ControllerContext, type ReconcileResult } from '../client/controller';
import type { Informer } from '../client/informer';
import { ControllerScales, type ExpectedScale } from './disruption/controller-scales';
import { countHealthy, disruptionsOf } from './disruption/disrupted-pods';
import { selectorText } from './disruption/selector-text';
import { StaleDisruptionTarget } from './disruption/stale-disruption-target';
import { scaledValue } from './pods/scaled-value';

const NO_STATUS: PodDisruptionBudgetStatus = {
  disruptionsAllowed: 0,
  currentHealthy: 0,
  desiredHealthy: 0,
  expectedPods: 0,
};
/** Times are in whole seconds: a look at the very moment would find that it is not over yet. */
const RECHECK_MARGIN_MS = 5;

export class DisruptionController extends ReconcilingController {
  readonly name = 'disruption-controller';
  readonly #budgets: Informer<PodDisruptionBudget>;
  readonly #pods: Informer<Pod>;
  readonly #scales: ControllerScales;
  readonly #stale: StaleDisruptionTarget;

  constructor(context: ControllerContext) {
    super(context);
    this.#budgets = context.informers.of<PodDisruptionBudget>('policy/poddisruptionbudgets');
    this.#pods = context.informers.of<Pod>('pods');
    this.#scales = new ControllerScales(context);
    this.#stale = new StaleDisruptionTarget(context);
  }

  start(): void {
    const enqueue = (budget: PodDisruptionBudget): void => this.queue.add(keyOf(budget));
    this.#budgets.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after), deleted: enqueue });
    const concern = (pod: Pod): void => {
      const budget = this.#budgetOf(pod);
      if (budget) enqueue(budget);
    };
    this.#pods.addHandlers({ added: concern, updated: (_before, after) => concern(after), deleted: concern });
    this.#stale.start();
  }

  override stop(): void {
    super.stop();
    this.#stale.stop();
  }

  reconcile(key: string): ReconcileResult | void {
    const budget = this.#budgets.get(key);
    if (!budget) return;
    try {
      return this.#count(budget);
    } catch (error) {
      const known = error instanceof StatusError || error instanceof RetryError;
      if (!known || isStatusError(error, 'Conflict')) throw error;
      this.#allowNothing(budget, error.message);
    }
  }

  #count(budget: PodDisruptionBudget): ReconcileResult | void {
    const nowMs = this.context.clock.now();
    const selector = selectorOf(budget.spec?.selector);
    const pods = this.#pods.list(budget.metadata.namespace).filter(({ metadata }) => selector.matches(metadata.labels));
    if (pods.length === 0) this.#tell(budget, 'Normal', 'NoPods', 'No matching pods found');
    const { expectedPods, desiredHealthy } = this.#expectation(budget, pods);
    const { awaited, overdue, recheckAtMs } = disruptionsOf(pods, budget.status?.disruptedPods ?? {}, nowMs);
    const { namespace } = budget.metadata;
    for (const pod of overdue) {
      // Upstream names the namespace twice.
      const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
      this.context.events.event(pod, 'Warning', 'NotDeleted', message);
    }
    const currentHealthy = countHealthy(pods, awaited, nowMs);
    const spare = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
    this.#write(budget, {
      ...(budget.metadata.generation === undefined ? {} : { observedGeneration: budget.metadata.generation }),
      ...(Object.keys(awaited).length === 0 ? {} : { disruptedPods: awaited }),
      disruptionsAllowed: spare,
      currentHealthy,
      desiredHealthy,
      expectedPods,
    });
    return recheckAtMs === undefined ? undefined : { requeueAfterMs: recheckAtMs - nowMs + RECHECK_MARGIN_MS };
  }

  /** Only percentages, and what may be missing, ask for how many pods there should be; a plain minimum counts those that are there. */
  #expectation(
    budget: PodDisruptionBudget,
    pods: readonly Pod[],
  ): Pick<PodDisruptionBudgetStatus, 'expectedPods' | 'desiredHealthy'> {
    const { maxUnavailable, minAvailable } = budget.spec ?? {};
    if (maxUnavailable !== undefined) {
      const { count } = this.#expectedScale(budget, pods);
      return { expectedPods: count, desiredHealthy: Math.max(0, count - scaledValue(maxUnavailable, count, 'up')) };
    }
    if (typeof minAvailable === 'number') return { expectedPods: pods.length, desiredHealthy: minAvailable };
    if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
    const { count } = this.#expectedScale(budget, pods);
    return { expectedPods: count, desiredHealthy: scaledValue(minAvailable, count, 'up') };
  }

  #expectedScale(budget: PodDisruptionBudget, pods: readonly Pod[]): ExpectedScale {
    try {
      const expected = this.#scales.expectedOf(pods);
      if (expected.unmanaged) {
        const shown = selectorText(budget.spec?.selector);
        const message =
          `Pods selected by this PodDisruptionBudget (selector: ${shown}) were found to be unmanaged. ` +
          'As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. ' +
          'To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';
        this.#tell(budget, 'Warning', 'UnmanagedPods', message);
      }
      return expected;
    } catch (error) {
      if (error instanceof StatusError || error instanceof RetryError) {
        const message = `Failed to calculate the number of expected pods: ${error.message}`;
        this.#tell(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
      }
      throw error;
    }
  }

  #write(budget: PodDisruptionBudget, counted: PodDisruptionBudgetStatus): void {
    const { conditions, ...before } = budget.status ?? NO_STATUS;
    if (sameJson(counted, before) && isDisruptionAllowedUpToDate(budget)) return;
    const status = withDisruptionAllowed({ ...counted, conditions }, this.context.clock.now());
    this.#updateStatus(budget, status);
  }

  /** What cannot be counted is not to be disrupted. */
  #allowNothing(budget: PodDisruptionBudget, message: string): void {
    const { conditions = [], ...before } = budget.status ?? NO_STATUS;
    const { observedGeneration } = before;
    const condition = {
      type: DISRUPTION_ALLOWED,
      status: 'False',
      ...(observedGeneration === undefined ? {} : { observedGeneration }),
      reason: 'SyncFailed',
      message,
    };
    const failed = withStatusCondition(conditions, condition, this.context.clock.now());
    this.#updateStatus(budget, { ...before, disruptionsAllowed: 0, conditions: failed });
  }

  #updateStatus(budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): void {
    const budgets = this.context.client.resource<PodDisruptionBudget>('poddisruptionbudgets', 'policy');
    budgets.updateStatus({ ...budget, status });
  }

  #tell(budget: PodDisruptionBudget, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.context.events.event(budget, type, reason, message);
  }

  /** The budget that a pod is told to; of several the first, and an event says so. */
  #budgetOf(pod: Pod): PodDisruptionBudget | undefined {
    const { namespace, name, labels } = pod.metadata;
    const matching = this.#budgets.list(namespace).filter(({ spec }) => selectorOf(spec?.selector).matches(labels));
    const [chosen] = matching;
    if (matching.length > 1) {
      const message =
        `Pod ${quote(namespace ?? '')}/${quote(name)} matches multiple PodDisruptionBudgets.  ` +
        `Chose ${quote(chosen!.metadata.name)} arbitrarily.`;
      this.context.events.event(pod, 'Warning', 'MultiplePodDisruptionBudgets', message);
    }
    return chosen;
  }
}
