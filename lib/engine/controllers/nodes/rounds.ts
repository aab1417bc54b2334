/**
 * Rounds at a fixed period, of which only those happen in which somebody is due.
 *
 * Differs: upstream looks at every node in every round; a node that nothing has happened to would be found as it was.
 */
import type { Scheduling, Timer } from '../../clock/clock';

export class Rounds {
  readonly #due = new Map<number, Set<string>>();
  readonly #startMs: number;
  #timer: Timer | undefined;

  /** @param visit gets the names that are due in a round */
  constructor(
    private readonly clock: Scheduling,
    private readonly periodMs: number,
    private readonly visit: (names: ReadonlySet<string>) => void,
  ) {
    this.#startMs = clock.now();
  }

  /** The round at a moment, or the first after it. */
  atOrAfter(ms: number): number {
    return this.#startMs + Math.ceil(Math.max(ms - this.#startMs, 0) / this.periodMs) * this.periodMs;
  }

  /** Makes a name due in the first round at or after the moment. */
  add(name: string, ms: number): void {
    const roundMs = this.atOrAfter(Math.max(ms, this.clock.now()));
    let names = this.#due.get(roundMs);
    if (!names) this.#due.set(roundMs, (names = new Set()));
    names.add(name);
    this.#plan(roundMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due.clear();
  }

  #plan(roundMs: number): void {
    if (this.#timer && this.#timer.atMs <= roundMs) return;
    this.#timer?.cancel();
    this.#timer = this.clock.schedule(roundMs - this.clock.now(), () => {
      this.#timer = undefined;
      const names = this.#due.get(roundMs);
      this.#due.delete(roundMs);
      if (names) this.visit(names);
      if (this.#due.size > 0) this.#plan(Math.min(...this.#due.keys()));
    });
  }
}
