/**
 * Says of pods that they are not ready because their node is not: nobody else can.
 *
 * Upstream: pkg/controller/util/node/controller_utils.go (MarkPodsNotReady)
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { StatusError } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import type { Client } from '../../client/client';
import type { EventRecorder } from '../../client/event-recorder';
import type { Clock } from '../../clock/clock';
import { podCondition } from '../pods/pod-state';

export class PodsNotReady {
  constructor(
    private readonly client: Client,
    private readonly events: EventRecorder,
    private readonly clock: Clock,
  ) {}

  /** Answers whether all could be marked; what is gone need not be. */
  mark(pods: readonly Pod[]): boolean {
    const marked = pods.filter((pod) => (podCondition(pod, 'Ready')?.status ?? 'False') !== 'False');
    return marked.map((pod) => this.#markOne(pod)).every(Boolean);
  }

  #markOne(pod: Pod): boolean {
    const lastTransitionTime = formatTime(this.clock.now());
    const conditions = (pod.status?.conditions ?? []).map((condition) =>
      condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime } : condition,
    );
    let failed = false;
    try {
      this.client.resource<Pod>('pods').updateStatus({ ...pod, status: { ...pod.status, conditions } });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.reason === 'NotFound') return true;
      failed = true;
    }
    this.events.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    return !failed;
  }
}
