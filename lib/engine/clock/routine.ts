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
  let working = false;
  let cancelled = false;
  /** True when there is something to go on with at once: the loop keeps the stack flat. */
  const step = (): boolean => {
    working = true;
    const next = routine.next();
    working = false;
    if (next.done) {
      if (!cancelled) whenDone?.(next.value);
      return false;
    }
    if (cancelled) {
      routine.return(undefined as T);
      return false;
    }
    let arrived = false;
    let waiting = false;
    const cancel = next.value(() => {
      if (waiting) advance();
      else arrived = true;
    });
    if (arrived) return true;
    waiting = true;
    giveUp = cancel;
    return false;
  };
  const advance = (): void => {
    giveUp = undefined;
    while (step());
  };
  advance();
  return {
    cancel: () => {
      cancelled = true;
      giveUp?.();
      giveUp = undefined;
      if (!working) routine.return(undefined as T);
    },
  };
}

/** Lets so much virtual time pass; Infinity waits forever, without a timer. */
export function sleep(clock: Scheduling, delayMs: number): Wait {
  if (delayMs === Infinity) return () => () => undefined;
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

/** Runs a routine until something else has come; undefined when that is first, and then the routine is given up. */
export function* until<T>(other: Wait, routine: Routine<T>): Routine<{ readonly result: T } | undefined> {
  let outcome: { readonly result: T } | undefined;
  yield (resume) => {
    let over = false;
    let running: RunningRoutine | undefined;
    const giveUps: (() => void)[] = [];
    const stop = (): void => {
      over = true;
      for (const giveUp of giveUps) giveUp();
      running?.cancel();
    };
    const finish = (): void => {
      if (over) return;
      stop();
      resume();
    };
    giveUps.push(other(finish));
    if (!over) {
      running = startRoutine(routine, (result) => {
        if (!over) outcome = { result };
        finish();
      });
    }
    return stop;
  };
  return outcome;
}

/** Runs a routine for so long at most; undefined when the time is over first, and then it is given up. */
export function within<T>(
  clock: Scheduling,
  limitMs: number,
  routine: Routine<T>,
): Routine<{ readonly result: T } | undefined> {
  return until(sleep(clock, limitMs), routine);
}

/** Something that routines wait for and that somebody else says has come. */
export class Signal {
  /** Most signals are never waited for by more than one, and there are many. */
  #waiting: Set<() => void> | undefined;

  /** Waits for the next call of `fire`. */
  readonly wait: Wait = (resume) => {
    (this.#waiting ??= new Set()).add(resume);
    return () => {
      this.#waiting?.delete(resume);
      if (this.#waiting?.size === 0) this.#waiting = undefined;
    };
  };

  /** Wakes all that wait now, in the order in which they came. */
  fire(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    for (const resume of waiting ?? []) resume();
  }
}
