/**
 * Virtual time and the events that wait for it.
 *
 * Events run in order of (virtual time, sequence number): what was scheduled first runs first among those of one instant. Reading the
 * clock changes nothing; time moves only when an event runs or when `advanceTo` is called. An event that throws a `Suspension` runs again
 * when that is answered.
 */
import { EventHeap, type ScheduledEvent } from './event-heap';
import { Suspension } from './suspension';

/** What can tell the time: milliseconds since 1970-01-01T00:00:00Z. */
export interface Clock {
  now(): number;
}

/** A scheduled event that can be taken back. */
export interface Timer {
  /** Virtual time at which it runs, in milliseconds since the epoch. */
  readonly atMs: number;
  /** Takes it back; does nothing once it has run. */
  cancel(): void;
}

/** What runs events later, as components of the cluster see it. */
export interface Scheduling extends Clock {
  /**
   * Runs `task` after `delayMs` of virtual time (0: at this instant, after what is already scheduled for it).
   * @throws RangeError when the delay is negative or not a number.
   */
  schedule(delayMs: number, task: () => void): Timer;
}

/** Time that moves only when it is told to. */
export class VirtualClock implements Scheduling {
  readonly #heap = new EventHeap();
  #nowMs: number;
  #sequence = 0;
  #executed = 0;

  /** @param startMs virtual time at the start, in milliseconds since the epoch. */
  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** How many events have run. */
  get executed(): number {
    return this.#executed;
  }

  /** How many events wait. */
  get pending(): number {
    return this.#heap.size;
  }

  /** When the next event runs; undefined when none waits. */
  nextAt(): number | undefined {
    return this.#heap.peek()?.atMs;
  }

  schedule(delayMs: number, task: () => void): Timer {
    if (!(delayMs >= 0)) throw new RangeError(`An event needs a delay of 0 ms or more, got ${delayMs}.`);
    const event: ScheduledEvent = { atMs: this.#nowMs + delayMs, sequence: this.#sequence++, task };
    this.#heap.push(event);
    return { atMs: event.atMs, cancel: () => this.#heap.remove(event) };
  }

  /** Runs the next event and moves the time to it. False when none waits. */
  step(): boolean {
    const event = this.#heap.pop();
    if (!event) return false;
    this.#nowMs = event.atMs;
    this.#executed++;
    try {
      event.task();
    } catch (error) {
      if (!(error instanceof Suspension)) throw error;
      error.whenAnswered(() => void this.schedule(0, event.task));
    }
    return true;
  }

  /** Runs everything due up to and including `atMs`, then sets the time to it. Never moves backwards. */
  advanceTo(atMs: number): void {
    for (let next = this.#heap.peek(); next && next.atMs <= atMs; next = this.#heap.peek()) this.step();
    if (atMs > this.#nowMs) this.#nowMs = atMs;
  }
}
