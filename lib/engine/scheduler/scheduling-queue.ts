/**
 * Pods that wait for a node.
 *
 * Those that are due come by priority, then by age. One that found no node waits until something changes that might help it, at least as
 * long as its back-off (1 s unless configured, doubled with each try up to 10 s) and at most 5 minutes.
 *
 * Upstream: pkg/scheduler/internal/queue/scheduling_queue.go
 * Differs: a pod comes back at the very end of its back-off, not at the next full second after it.
 */
import type { Pod } from '../apimachinery/api/core-v1';
import type { Scheduling, Timer } from '../clock/clock';
import { ActiveQueue } from './active-queue';
import type { ClusterEvent } from './framework';
import { priorityOf } from './pod-priority';
import type { Waking } from './waking';

const LONGEST_WAIT_MS = 5 * 60_000;

interface QueuedPod {
  pod: Pod;
  readonly priority: number;
  /** When it came into the queue for the first time, in order of arrival. */
  readonly sequence: number;
  attempts: number;
  sinceMs: number;
  place: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'taken';
  /** Those with whom it waits for a change. */
  waitingWith?: RefusedPods;
  timer?: Timer;
}

/** Pods that the same plugins refused. */
interface RefusedPods {
  readonly refusedBy: ReadonlySet<string>;
  readonly pods: Set<QueuedPod>;
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
  readonly #active = new ActiveQueue<QueuedPod>();
  /** Those that are being looked at. A change that comes meanwhile must not be lost on them: who has missed one. */
  readonly #taken = new Map<string, { hasMissed: boolean }>();
  /** Those that wait for a change, by the names of the plugins that refused them. */
  readonly #refused = new Map<string, RefusedPods>();
  #sequence = 0;

  constructor(
    private readonly clock: Scheduling,
    private readonly interest: Interest,
    /** False while gates keep the pod out. */
    private readonly admits: (pod: Pod) => boolean,
    private readonly onActive: () => void,
    private readonly backoff: Backoff = DEFAULT_BACKOFF,
  ) {}

  /** A pod without node that is new or has changed. */
  put(pod: Pod, changed: boolean): void {
    const queued = this.#pods.get(pod.metadata.uid);
    if (!queued) {
      const added: QueuedPod = {
        pod,
        priority: priorityOf(pod),
        sequence: this.#sequence++,
        attempts: 0,
        sinceMs: this.clock.now(),
        place: 'gated',
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
    if (queued.place === 'active') this.#active.remove(queued);
    this.#stopWaiting(queued);
    queued.timer?.cancel();
    this.#pods.delete(uid);
    this.#taken.delete(uid);
  }

  /** The next pod that is due: the highest priority, then the longest in the queue. It is taken until it is given back or removed. */
  take(): Pod | undefined {
    const next = this.#active.take();
    if (!next) return undefined;
    this.#taken.set(next.pod.metadata.uid, { hasMissed: false });
    next.place = 'taken';
    next.attempts++;
    return next.pod;
  }

  /** A pod that found no node. */
  giveBack(uid: string, refusedBy: ReadonlySet<string>): void {
    const queued = this.#pods.get(uid);
    if (!queued) return;
    queued.sinceMs = this.clock.now();
    queued.place = 'unschedulable';
    const { hasMissed = false } = this.#taken.get(uid) ?? {};
    this.#taken.delete(uid);
    if (hasMissed) return this.#wake(queued);
    queued.timer = this.clock.schedule(LONGEST_WAIT_MS, () => this.#wake(queued));
    const key = [...refusedBy].sort().join();
    const waiting = this.#refused.get(key) ?? { refusedBy, pods: new Set() };
    this.#refused.set(key, waiting);
    waiting.pods.add(queued);
    queued.waitingWith = waiting;
  }

  /**
   * Something changed: wakes the pods that it might help.
   *
   * @param mayHelp what is known of a single pod besides who refused it
   */
  happened(event: ClusterEvent, mayHelp: Waking = () => true): void {
    for (const taken of this.#taken.values()) taken.hasMissed = true;
    for (const [key, { refusedBy, pods }] of this.#refused) {
      if (pods.size === 0) this.#refused.delete(key);
      else if (refusedBy.size === 0 || this.interest(refusedBy, event)) {
        for (const queued of pods) if (mayHelp(queued.pod)) this.#wake(queued);
      }
    }
  }

  #stopWaiting(queued: QueuedPod): void {
    queued.waitingWith?.pods.delete(queued);
    queued.waitingWith = undefined;
  }

  /** Into the queue, once its back-off is over. */
  #wake(queued: QueuedPod): void {
    this.#stopWaiting(queued);
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
    this.#active.add(queued);
    this.onActive();
  }
}
