/**
 * Sees what has changed in the runtime: it looks once a second, and what it saw last is what the pods' workers know.
 *
 * Only looks at which there is something to see are scheduled.
 *
 * Upstream: pkg/kubelet/pleg/generic.go, pkg/kubelet/container/cache.go
 */
import type { Scheduling, Timer } from '../clock/clock';
import { Signal, type Routine } from '../clock/routine';
import type { ContainerRuntime } from './runtime/container-runtime';
import { noRuntimeStatus, type PodRuntimeStatus } from './runtime/runtime-status';

const PERIOD_MS = 1_000;

export class LifecycleEventGenerator {
  readonly #seen = new Map<string, PodRuntimeStatus>();
  readonly #changed = new Set<string>();
  readonly #looked = new Signal();
  readonly #startMs: number;
  #look: Timer | undefined;

  /** @param onChange told of each pod whose containers are not as they were at the look before */
  constructor(
    private readonly clock: Scheduling,
    private readonly runtime: ContainerRuntime,
    private readonly onChange: (podUID: string) => void,
  ) {
    this.#startMs = clock.now();
    for (const uid of runtime.pods()) this.#seen.set(uid, runtime.status(uid));
    runtime.onChange = (uid) => {
      this.#changed.add(uid);
      this.#plan();
    };
  }

  stop(): void {
    this.#look?.cancel();
    this.runtime.onChange = () => undefined;
  }

  /** What was seen of a pod. */
  statusOf(podUID: string): PodRuntimeStatus {
    return this.#seen.get(podUID) ?? noRuntimeStatus;
  }

  /** Waits for a look that began after a moment. */
  *newerThan(afterMs: number): Routine {
    if (this.#lastLookMs() > afterMs) return;
    this.#plan();
    yield this.#looked.wait;
  }

  /** What a look at one pod finds at this moment. */
  look(podUID: string): PodRuntimeStatus {
    const status = this.runtime.status(podUID);
    // A pod of which nothing runs any more is said to have the address it had.
    return status.ip === '' ? { ...status, ip: this.statusOf(podUID).ip } : status;
  }

  forget(podUID: string): void {
    this.#seen.delete(podUID);
    this.#changed.delete(podUID);
  }

  #lastLookMs(): number {
    const sinceMs = this.clock.now() - this.#startMs;
    return this.clock.now() - (sinceMs % PERIOD_MS);
  }

  #plan(): void {
    this.#look ??= this.clock.schedule(this.#lastLookMs() + PERIOD_MS - this.clock.now(), () => this.#relist());
  }

  #relist(): void {
    this.#look = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const uid of changed) {
      if (!this.runtime.podOf(uid)) {
        this.#seen.delete(uid);
        continue;
      }
      this.#seen.set(uid, this.look(uid));
    }
    this.#looked.fire();
    for (const uid of changed) this.onChange(uid);
  }
}
