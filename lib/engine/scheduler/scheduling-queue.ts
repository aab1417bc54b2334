/**
 * Pods that wait for a node.
 *
 * Those that are due come by priority, then by age. One that found no node waits until something changes that might help it, at least as
 * long as its back-off (1 s unless configured, doubled with each try up to 10 s) and at most 5 minutes.
 *
 * Upstream: pkg/scheduler/internal/queue/scheduling_queue.go
 * Differs: a pod comes back at the very end of its back-off, not at the next full second after it.
 */
import BTree from 'sorted-btree';
import type { Pod } from '../apimachinery/api/core-v1';
import type { Scheduling, Timer } from '../clock/clock';
import type { ClusterEvent } from './framework';
import { priorityOf } from './pod-priority';

const LONGEST_WAIT_MS = 5 * 60_000;

interface QueuedPod {
  pod: Pod;
  /** When it came into the queue for the first time, in order of arrival. */
  readonly sequence: number;
  attempts: number;
  sinceMs: number;
  place: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'taken';
  /** Who refused it. */
  refusedBy: ReadonlySet<string>;
  timer?: Timer;
}

/** How long a pod waits after its first attempt, and at most; doubled with each in between. */
export interface Backoff {
  readonly initialMs: number;
  readonly maxMs: number;
}

const DEFAULT_BACKOFF: Backoff = { initialMs: 1_000, maxMs: 10_000 };

/** Which plugins care about a change. */
export type Interest = (plugins: ReadonlySet<string>, event: ClusterEvent) => boolean;

export class SchedulingQueue {
  readonly #pods = new Map<string, QueuedPod>();
  /** Those that are due, the next one first. */
  readonly #active = new BTree<QueuedPod, true>(undefined, compare);
  /** Those that a change concerns: they are being looked at, or wait for one. */
  readonly #attentive = new Set<QueuedPod>();
  #sequence = 0;
  /** Counts changes: one that comes while a pod is being looked at must not be lost on it. */
  readonly #missed = new Set<string>();

  constructor(
    private readonly clock: Scheduling,
    private readonly interest: Interest,
    /** False while gates keep the pod out. */
    private readonly admits: (pod: Pod) => boolean,
    private readonly onActive: () => void,
    private readonly backoff: Backoff = DEFAULT_BACKOFF,
  ) {}

  get size(): number {
    return this.#pods.size;
  }

  /** A pod without node that is new or has changed. */
  put(pod: Pod, changed: boolean): void {
    const queued = this.#pods.get(pod.metadata.uid);
    if (!queued) {
      const added: QueuedPod = {
        pod,
        sequence: this.#sequence++,
        attempts: 0,
        sinceMs: this.clock.now(),
        place: 'gated',
        refusedBy: new Set(),
      };
      this.#pods.set(pod.metadata.uid, added);
      this.#activate(added);
      return;
    }
    queued.pod = pod;
    if (queued.place === 'gated') this.#activate(queued);
    else if (changed && queued.place === 'unschedulable') this.#wake(queued);
  }

  remove(uid: string): void {
    const queued = this.#pods.get(uid);
    if (!queued) return;
    if (queued.place === 'active') this.#active.delete(queued);
    this.#attentive.delete(queued);
    queued.timer?.cancel();
    this.#pods.delete(uid);
    this.#missed.delete(uid);
  }

  /** The next pod that is due: the highest priority, then the longest in the queue. It is taken until it is given back or removed. */
  take(): Pod | undefined {
    const next = this.#active.minKey();
    if (!next) return undefined;
    this.#active.delete(next);
    this.#attentive.add(next);
    next.place = 'taken';
    next.attempts++;
    return next.pod;
  }

  /** A pod that found no node. */
  giveBack(uid: string, refusedBy: ReadonlySet<string>): void {
    const queued = this.#pods.get(uid);
    if (!queued) return;
    queued.refusedBy = refusedBy;
    queued.sinceMs = this.clock.now();
    queued.place = 'unschedulable';
    if (this.#missed.delete(uid)) this.#wake(queued);
    else queued.timer = this.clock.schedule(LONGEST_WAIT_MS, () => this.#wake(queued));
  }

  /** Something changed: wakes the pods that it might help. */
  happened(event: ClusterEvent): void {
    for (const queued of this.#attentive) {
      if (queued.place === 'taken') this.#missed.add(queued.pod.metadata.uid);
      else if (this.#concerns(queued, event)) this.#wake(queued);
    }
  }

  #concerns({ refusedBy }: QueuedPod, event: ClusterEvent): boolean {
    return refusedBy.size === 0 || this.interest(refusedBy, event);
  }

  /** Into the queue, once its back-off is over. */
  #wake(queued: QueuedPod): void {
    this.#attentive.delete(queued);
    queued.timer?.cancel();
    const leftMs = queued.sinceMs + this.#backoffMs(queued.attempts) - this.clock.now();
    if (leftMs <= 0) return this.#activate(queued);
    queued.place = 'backoff';
    queued.timer = this.clock.schedule(leftMs, () => this.#activate(queued));
  }

  #backoffMs(attempts: number): number {
    const { initialMs, maxMs } = this.backoff;
    return Math.min(maxMs, initialMs * 2 ** Math.max(0, attempts - 1));
  }

  #activate(queued: QueuedPod): void {
    queued.timer?.cancel();
    if (!this.admits(queued.pod)) {
      queued.place = 'gated';
      return;
    }
    queued.place = 'active';
    this.#active.set(queued, true);
    this.onActive();
  }
}

function compare(a: QueuedPod, b: QueuedPod): number {
  return priorityOf(b.pod) - priorityOf(a.pod) || a.sinceMs - b.sinceMs || a.sequence - b.sequence;
}
