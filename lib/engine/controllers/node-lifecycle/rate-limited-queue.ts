/**
 * Names that are handled one by one, no faster than a rate allows.
 *
 * Upstream: pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go (RateLimitedTimedQueue, a burst of one)
 * Differs: looks when something can be handled, not ten times a second.
 */
import type { Scheduling, Timer } from '../../clock/clock';

export class RateLimitedQueue {
  readonly #names = new Set<string>();
  #timer: Timer | undefined;
  /** When the next may be handled. */
  #readyAtMs = 0;

  constructor(
    private readonly clock: Scheduling,
    private perSecond: number,
    private readonly handle: (name: string) => void,
  ) {}

  /** Adding what waits already changes nothing. */
  add(name: string): void {
    this.#names.add(name);
    this.#plan();
  }

  /** False when it did not wait. */
  remove(name: string): boolean {
    return this.#names.delete(name);
  }

  /** Another rate from now on; 0 stops all. Who had to wait waits as long as the new rate says. */
  setRate(perSecond: number): void {
    if (perSecond === this.perSecond) return;
    const now = this.clock.now();
    const waited = this.perSecond <= 0 || now < this.#readyAtMs;
    this.perSecond = perSecond;
    this.#readyAtMs = waited && perSecond > 0 ? now + 1000 / perSecond : now;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#plan();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#names.clear();
  }

  #plan(): void {
    if (this.#timer || this.#names.size === 0 || this.perSecond <= 0) return;
    const delayMs = Math.max(this.#readyAtMs - this.clock.now(), 0);
    this.#timer = this.clock.schedule(delayMs, () => {
      this.#timer = undefined;
      const [name] = this.#names;
      if (name === undefined) return;
      this.#names.delete(name);
      this.#readyAtMs = this.clock.now() + 1000 / this.perSecond;
      this.handle(name);
      this.#plan();
    });
  }
}
