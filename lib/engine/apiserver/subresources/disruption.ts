/**
 * Disruption budgets as evictions use them: which holds a pod, and one disruption less to spend.
 *
 * Upstream: pkg/registry/core/pod/storage/eviction.go (checkAndDecrement), staging/src/k8s.io/component-helpers/apps/poddisruptionbudget
 */
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../apimachinery/api/policy-v1';
import { selectorOf } from '../../apimachinery/labels';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { ParseError } from '../../apimachinery/parse-error';
import { forbidden, tooManyRequests, type StatusError } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import type { ApiServerCore } from '../core';
import { SYSTEM_ADMIN, type Caller } from '../request';
import { updateObject } from '../verbs/update';
import { withDisruptionAllowed } from './disruption-allowed';

export type Budget = PodDisruptionBudget;

const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";
const RETRY_SECONDS = 10;
const MAX_DISRUPTED_PODS = 2000;
const NO_STATUS: PodDisruptionBudgetStatus = {
  disruptionsAllowed: 0,
  currentHealthy: 0,
  desiredHealthy: 0,
  expectedPods: 0,
};
const loopback: Caller = { user: SYSTEM_ADMIN, userAgent: 'kube-apiserver', warn: () => undefined };

/** The budgets of the pod's namespace that select it. One whose selector cannot be read selects nothing. */
export function budgetsFor(core: ApiServerCore, pod: KubeObject<object>): Budget[] {
  const { namespace = '', labels } = pod.metadata;
  const budgets = core.store.table<KubeObject>('policy/poddisruptionbudgets').list(`${namespace}/`);
  return (budgets as unknown as Budget[]).filter(({ spec }) => {
    try {
      return selectorOf(spec?.selector).matches(labels);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      return false;
    }
  });
}

/**
 * Notes in the budget that a pod is about to go.
 *
 * @throws StatusError TooManyRequests where it has none to spare, or is not up to date
 */
export function countDisruption(core: ApiServerCore, budget: Budget, podName: string, dryRun: boolean): void {
  const { metadata, status = NO_STATUS } = budget;
  const { name } = metadata;
  const resource = { group: 'policy', resource: 'poddisruptionbudget' };
  const { disruptionsAllowed, disruptedPods = {}, desiredHealthy, currentHealthy } = status;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) throw stillProcessed(name);
  if (disruptionsAllowed < 0) throw forbidden(resource, name, 'pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED_PODS) {
    const message = 'DisruptedPods map too big - too many evictions not confirmed by PDB controller';
    throw forbidden(resource, name, message);
  }
  if (disruptionsAllowed === 0) {
    const message = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw tooManyRequests(REFUSED, 0, [{ reason: 'DisruptionBudget', message }]);
  }
  if (!dryRun) write(core, budget, spent(status, podName, core.clock.now()));
}

function stillProcessed(name: string): StatusError {
  const message = `The disruption budget ${name} is still being processed by the server.`;
  return tooManyRequests(REFUSED, RETRY_SECONDS, [{ reason: 'DisruptionBudget', message }]);
}

function spent(status: PodDisruptionBudgetStatus, podName: string, nowMs: number): PodDisruptionBudgetStatus {
  const disruptionsAllowed = status.disruptionsAllowed - 1;
  const disruptedPods = { ...status.disruptedPods, [podName]: formatTime(nowMs) };
  const after = { ...status, disruptionsAllowed, disruptedPods };
  return disruptionsAllowed === 0 ? withDisruptionAllowed(after, nowMs) : after;
}

function write(core: ApiServerCore, { metadata }: Budget, status: PodDisruptionBudgetStatus): void {
  const definition = core.registry.find('policy', 'poddisruptionbudgets');
  if (!definition) throw new Error('Disruption budgets are not served.');
  const { name, namespace = '' } = metadata;
  const target = { definition, version: definition.storageVersion, subresource: 'status', namespace, name };
  const change = (current: KubeObject | undefined): KubeObject => ({ ...current!, status: status as JsonObject });
  updateObject(core, target, change, {}, loopback);
}
