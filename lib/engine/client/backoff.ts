/**
 * Delays that double with each failure of an item, and are forgotten once it has done well for twice the longest of them.
 *
 * Upstream: staging/src/k8s.io/client-go/util/flowcontrol/backoff.go
 */
import type { Clock } from '../clock/clock';

interface Entry {
  readonly delayMs: number;
  readonly sinceMs: number;
}

export class Backoff {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly initialMs: number,
    private readonly maxMs: number,
  ) {}

  /** How long the item must still wait, in milliseconds. */
  remainingMs(item: string): number {
    const entry = this.#live(item);
    return entry ? Math.max(0, entry.sinceMs + entry.delayMs - this.clock.now()) : 0;
  }

  /** The delay that its last failure gave the item; 0 for one that never failed. */
  delayMs(item: string): number {
    return this.#entries.get(item)?.delayMs ?? 0;
  }

  /** The item has failed: the next delay begins. */
  next(item: string): void {
    const entry = this.#live(item);
    const delayMs = entry ? Math.min(2 * entry.delayMs, this.maxMs) : this.initialMs;
    for (const other of [...this.#entries.keys()]) if (!this.#live(other)) this.#entries.delete(other);
    this.#entries.set(item, { delayMs, sinceMs: this.clock.now() });
  }

  #live(item: string): Entry | undefined {
    const entry = this.#entries.get(item);
    return entry && this.clock.now() - entry.sinceMs <= 2 * this.maxMs ? entry : undefined;
  }
}
