/**
 * Takes back the condition `DisruptionTarget` of pods that were to be disrupted and were not, two minutes after.
 *
 * Watches: Pods. Writes: Pods' status.
 * Upstream: pkg/controller/disruption/disruption.go (syncStalePodDisruption)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { keyOf } from '../../apimachinery/object-meta';
import { parseTime } from '../../apimachinery/time';
import { withPodCondition } from '../../apiserver/subresources/pod-condition';
import { ReconcilingController, type ControllerContext, type ReconcileResult } from '../../client/controller';
import type { Informer } from '../../client/informer';
import { isPodFinished, podCondition } from '../pods/pod-state';

const STALE_AFTER_MS = 2 * 60_000;

export class StaleDisruptionTarget extends ReconcilingController {
  readonly name = 'disruption-controller';
  readonly #pods: Informer<Pod>;

  constructor(context: ControllerContext) {
    super(context);
    this.#pods = context.informers.of<Pod>('pods');
  }

  start(): void {
    const enqueue = (pod: Pod): void => {
      const waitMs = this.#staleInMs(pod);
      if (waitMs !== undefined) this.queue.addAfter(keyOf(pod), waitMs);
    };
    this.#pods.addHandlers({ added: enqueue, updated: (_before, after) => enqueue(after) });
  }

  reconcile(key: string): ReconcileResult | void {
    const pod = this.#pods.get(key);
    const waitMs = pod && this.#staleInMs(pod);
    if (waitMs === undefined) return;
    if (waitMs > 0) return { requeueAfterMs: waitMs };
    const untold = withPodCondition(pod!, { type: 'DisruptionTarget', status: 'False' }, this.context.clock.now());
    this.context.client.resource<Pod>('pods').updateStatus(untold);
  }

  /** Undefined where there is nothing to take back: a kubelet's own word stays, and so does that of a pod that goes or has ended. */
  #staleInMs(pod: Pod): number | undefined {
    const condition = podCondition(pod, 'DisruptionTarget');
    if (condition?.status !== 'True' || condition.reason === 'TerminationByKubelet') return undefined;
    if (pod.metadata.deletionTimestamp !== undefined || isPodFinished(pod)) return undefined;
    const since = condition.lastTransitionTime;
    return since ? Math.max(0, parseTime(since) + STALE_AFTER_MS - this.context.clock.now()) : 0;
  }
}
