/**
 * Work that takes virtual time, written from top to bottom: a generator that yields what it waits for.
 *
 * What upstream does in a goroutine that blocks is a routine here: `yield sleep(clock, 1000)` lets a second pass, `yield* other()` calls
 * another routine and takes its result. A routine can be cancelled while it waits; its `finally` blocks run then.
 */
import type { Scheduling } from './clock';

/** Something to wait for: calls `resume` once when it has come; answers what gives up the waiting. */
export type Wait = (resume: () => void) => () => void;

/** Work in progress that ends with a `T`. */
export type Routine<T = void> = Generator<Wait, T, void>;

/** A routine that was started. */
export interface RunningRoutine {
  /** Gives it up where it waits; nothing of it happens any more. */
  cancel(): void;
}

/** Runs a routine up to its end, or to the first thing that it waits for and on from there. */
export function startRoutine<T>(routine: Routine<T>, whenDone?: (result: T) => void): RunningRoutine {
  let giveUp: (() => void) | undefined;
  const advance = (): void => {
    giveUp = undefined;
    for (;;) {
      const next = routine.next();
      if (next.done) {
        whenDone?.(next.value);
        return;
      }
      // What is there already is not waited for; the loop keeps the stack flat.
      let arrived = false;
      let waiting = false;
      const cancel = next.value(() => {
        if (waiting) advance();
        else arrived = true;
      });
      if (!arrived) {
        waiting = true;
        giveUp = cancel;
        return;
      }
    }
  };
  advance();
  return {
    cancel: () => {
      giveUp?.();
      giveUp = undefined;
      routine.return(undefined as T);
    },
  };
}

/** Lets so much virtual time pass. */
export function sleep(clock: Scheduling, delayMs: number): Wait {
  return (resume) => {
    const timer = clock.schedule(delayMs, resume);
    return () => timer.cancel();
  };
}

/** Runs routines side by side and ends when all have; results in the order given. */
export function* together<T>(routines: readonly Routine<T>[]): Routine<T[]> {
  const results: T[] = [];
  let left = routines.length;
  if (left === 0) return results;
  yield (resume) => {
    const running = routines.map((routine, index) =>
      startRoutine(routine, (result) => {
        results[index] = result;
        left -= 1;
        if (left === 0) resume();
      }),
    );
    return () => running.forEach((one) => one.cancel());
  };
  return results;
}

/** Runs a routine for so long at most; undefined when the time is over first, and then it is given up. */
export function* within<T>(
  clock: Scheduling,
  limitMs: number,
  routine: Routine<T>,
): Routine<{ result: T } | undefined> {
  let outcome: { result: T } | undefined;
  yield (resume) => {
    const timer = clock.schedule(limitMs, () => {
      running.cancel();
      resume();
    });
    const running = startRoutine(routine, (result) => {
      outcome = { result };
      timer.cancel();
      resume();
    });
    return () => {
      timer.cancel();
      running.cancel();
    };
  };
  return outcome;
}

/** Something that routines wait for and that somebody else says has come. */
export class Signal {
  #waiting = new Set<() => void>();

  /** Waits for the next call of `fire`. */
  readonly wait: Wait = (resume) => {
    this.#waiting.add(resume);
    return () => this.#waiting.delete(resume);
  };

  /** Wakes all that wait now, in the order in which they came. */
  fire(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const resume of waiting) resume();
  }
}
