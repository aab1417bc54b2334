/**
 * Brings what one component watches to its informers: a little late, and all of it in the order in which it was written.
 *
 * Watches of different resources are streams of their own, but between two writes of a real cluster lie more milliseconds than between
 * their arrivals; here writes of one reconciliation happen at one instant, so that their order has to be kept on purpose. A resource that
 * a fault holds up is on its own until all that waited has arrived.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/cache/reflector.go, staging/src/k8s.io/apiserver/pkg/storage/cacher
 */
import type { Scheduling } from '../clock/clock';
import type { Random } from '../random/random';

/** How a component's watches are delivered. */
export interface WatchDelivery {
  /**
   * Runs a task when a change that was made now arrives.
   * @param table of the changed object, such as `pods`
   */
  arrive(table: string, task: () => void): void;
}

/** What arrives later by so many milliseconds, or not at all (a partition, a stopped API server). */
export type Lag = number | 'frozen';

/** How long a change takes to reach a component that watches: so much, and up to so much more. */
const MIN_DELAY_MS = 1;
const DELAY_SPREAD_MS = 5;
/** While nothing arrives it is tried again, as by a reflector. */
const RETRY_MS = 1_000;

type Task = () => void;

export class OrderedWatchDelivery implements WatchDelivery {
  #waiting: Task[] = [];
  /** What waits of tables that are held up. */
  readonly #heldUp = new Map<string, Task[]>();

  /** @param delays what chance decides of them @param lagOf what holds a table up now */
  constructor(
    private readonly clock: Scheduling,
    private readonly delays: Random,
    private readonly lagOf: (table: string) => Lag,
  ) {}

  arrive(table: string, task: Task): void {
    const heldUp = this.#heldUp.get(table);
    if (heldUp) heldUp.push(task);
    else if (this.lagOf(table) !== 0) this.#holdUp(table, [task]);
    else if (this.#waiting.push(task) === 1) this.#plan();
  }

  #plan(): void {
    this.clock.schedule(this.#delayMs(), () => this.#deliver());
  }

  /** What a task that fails leaves behind arrives with what is next. */
  #deliver(): void {
    const tasks = this.#waiting;
    this.#waiting = [];
    let done = 0;
    try {
      while (done < tasks.length) tasks[done++]!();
    } finally {
      if (done < tasks.length) {
        this.#waiting.unshift(...tasks.slice(done));
        if (this.#waiting.length === tasks.length - done) this.#plan();
      }
    }
  }

  #holdUp(table: string, tasks: Task[]): void {
    this.#heldUp.set(table, tasks);
    const lag = this.lagOf(table);
    this.clock.schedule(lag === 'frozen' ? RETRY_MS : this.#delayMs() + lag, () => {
      if (lag === 'frozen') return this.#holdUp(table, tasks);
      this.#heldUp.delete(table);
      for (const task of tasks) task();
    });
  }

  #delayMs(): number {
    return MIN_DELAY_MS + this.delays.integer(DELAY_SPREAD_MS);
  }
}
