/**
 * Keys waiting to be reconciled.
 *
 * A key is in the queue at most once. `add` makes it due at this instant; `addAfter` later; `addRateLimited` after 5 ms, doubled with each
 * failure in a row up to 1000 s, until `forget`. Each due key is taken by one event of the clock, so that other components act in between.
 *
 * Upstream: staging/src/k8s.io/client-go/util/workqueue/{queue,delaying_queue,default_rate_limiters}.go
 * Differs: one worker; reconciling takes `workMs` of virtual time between two keys (default 0), not the time of the machine.
 */
import type { Scheduling, Timer } from '../clock/clock';

export interface WorkQueueOptions {
  /** First delay after a failure, in milliseconds. @default 5 */
  readonly baseDelayMs?: number;
  /** Largest delay after failures, in milliseconds. @default 1000000 */
  readonly maxDelayMs?: number;
  /** Virtual time from one key to the next, in milliseconds. @default 0 */
  readonly workMs?: number;
}

export class WorkQueue {
  readonly #due = new Set<string>();
  readonly #delayed = new Map<string, Timer>();
  readonly #failures = new Map<string, number>();
  #next: Timer | undefined;
  #stopped = false;

  constructor(
    private readonly clock: Scheduling,
    private readonly process: (key: string) => void,
    private readonly options: WorkQueueOptions = {},
  ) {}

  /** Keys due now. */
  get length(): number {
    return this.#due.size;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#due.add(key);
    this.#plan(0);
  }

  /** Adds the key after a delay; of several delays for one key the shortest counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.#stopped) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const waiting = this.#delayed.get(key);
    if (waiting && waiting.atMs <= this.clock.now() + delayMs) return;
    waiting?.cancel();
    const timer = this.clock.schedule(delayMs, () => {
      this.#delayed.delete(key);
      this.add(key);
    });
    this.#delayed.set(key, timer);
  }

  addRateLimited(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    const delay = (this.options.baseDelayMs ?? 5) * 2 ** Math.min(failures, 40);
    this.addAfter(key, Math.min(delay, this.options.maxDelayMs ?? 1_000_000));
  }

  /** How often in a row the key has failed. */
  failuresOf(key: string): number {
    return this.#failures.get(key) ?? 0;
  }

  /** Ends the count of failures of a key. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  /** Drops everything and takes nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#next?.cancel();
    for (const timer of this.#delayed.values()) timer.cancel();
    this.#delayed.clear();
    this.#due.clear();
  }

  #plan(delayMs: number): void {
    this.#next ??= this.clock.schedule(delayMs, () => this.#work());
  }

  #work(): void {
    this.#next = undefined;
    const [key] = this.#due;
    if (key === undefined) return;
    this.#due.delete(key);
    if (this.#due.size > 0) this.#plan(this.options.workMs ?? 0);
    this.process(key);
  }
}
