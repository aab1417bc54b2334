/**
 * Sees what has changed in the runtime: it looks once a second, and what it saw last is what the pods' workers know.
 *
 * Only looks at which there is something to see are scheduled.
 *
 * Upstream: pkg/kubelet/pleg/generic.go, pkg/kubelet/container/cache.go, pkg/kubelet/pod_container_deletor.go
 */
import type { Scheduling, Timer } from '../clock/clock';
import { Signal, type Routine } from '../clock/routine';
import type { ContainerRuntime } from './runtime/container-runtime';
import { noRuntimeStatus, type PodRuntimeStatus } from './runtime/runtime-status';

const PERIOD_MS = 1_000;
/** Of the ended containers of a name so many are kept when one more has ended. */
const KEPT_PER_NAME = 1;

export class LifecycleEventGenerator {
  readonly #seen = new Map<string, PodRuntimeStatus>();
  readonly #changed = new Set<string>();
  /** Pods that have less to show than before, which is nothing to act on. */
  readonly #pruned = new Set<string>();
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
    runtime.onRemove = (uid) => {
      this.#pruned.add(uid);
      this.#plan();
    };
  }

  stop(): void {
    this.#look?.cancel();
    this.runtime.onChange = () => undefined;
    this.runtime.onRemove = () => undefined;
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
    this.#pruned.delete(podUID);
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
    const looked = new Set([...changed, ...this.#pruned]);
    this.#changed.clear();
    this.#pruned.clear();
    const ended = [...looked].flatMap((uid) => this.#lookAt(uid).map((name) => ({ uid, name })));
    this.#looked.fire();
    for (const uid of changed) this.onChange(uid);
    for (const { uid, name } of ended) this.runtime.removeContainers(uid, name, KEPT_PER_NAME);
  }

  /** Answers the names of containers that have ended since the look before. */
  #lookAt(uid: string): readonly string[] {
    if (!this.runtime.podOf(uid)) {
      this.#seen.delete(uid);
      return [];
    }
    const before = this.statusOf(uid).containers;
    const now = this.look(uid);
    this.#seen.set(uid, now);
    const hadEnded = (id: string): boolean => before.some((one) => one.id === id && one.state === 'exited');
    return now.containers.filter(({ id, state }) => state === 'exited' && !hadEnded(id)).map(({ name }) => name);
  }
}
