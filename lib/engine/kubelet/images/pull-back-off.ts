/**
 * How long to leave a failed pull alone: 10, 20, 40 ... 300 s from the failure; forgotten after twice the longest.
 *
 * Upstream: staging/src/k8s.io/client-go/util/flowcontrol/backoff.go
 */
import type { Clock } from '../../clock/clock';

const FIRST_MS = 10_000;
const MAX_MS = 300_000;

interface Entry {
  readonly delayMs: number;
  readonly failedMs: number;
}

export class PullBackOff {
  readonly #entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  isWaiting(key: string): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && this.clock.now() - entry.failedMs < entry.delayMs;
  }

  failed(key: string): void {
    const before = this.#entries.get(key);
    const failedMs = this.clock.now();
    const delayMs = !before || this.#isStale(before) ? FIRST_MS : Math.min(2 * before.delayMs, MAX_MS);
    this.#entries.set(key, { delayMs, failedMs });
  }

  /** Drops what is no longer needed. */
  tidy(): void {
    for (const [key, entry] of this.#entries) if (this.#isStale(entry)) this.#entries.delete(key);
  }

  #isStale({ failedMs }: Entry): boolean {
    return this.clock.now() - failedMs > 2 * MAX_MS;
  }
}
