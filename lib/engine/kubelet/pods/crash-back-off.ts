/**
 * How long a container that ended waits before it is started again: not at all the first time, then 10 s, 20 s, ... 300 s from its end;
 * forgotten after ten minutes without an end.
 *
 * Upstream: staging/src/k8s.io/client-go/util/flowcontrol/backoff.go, pkg/kubelet/kubelet.go (MaxContainerBackOff)
 */
import type { Clock } from '../../clock/clock';

const INITIAL_MS = 10_000;
const MAX_MS = 300_000;
const FORGOTTEN_MS = 2 * MAX_MS;

interface Entry {
  readonly backOffMs: number;
  readonly updatedMs: number;
}

export class CrashBackOff {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  /** The wait that is not over yet, counted from the container's end; undefined when it may start. */
  remaining(key: string, endedMs: number): number | undefined {
    const entry = this.#entries.get(key);
    if (!entry || endedMs - entry.updatedMs > FORGOTTEN_MS) return undefined;
    return this.clock.now() - endedMs < entry.backOffMs ? entry.backOffMs : undefined;
  }

  /** The container is started: the next wait is longer. */
  next(key: string, endedMs: number): void {
    const entry = this.#entries.get(key);
    const isNew = !entry || endedMs - entry.updatedMs > FORGOTTEN_MS;
    const backOffMs = isNew ? INITIAL_MS : Math.min(2 * entry.backOffMs, MAX_MS);
    this.#entries.set(key, { backOffMs, updatedMs: this.clock.now() });
  }
}
