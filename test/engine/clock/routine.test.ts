import { VirtualClock } from '../../../lib/engine/clock/clock';
import { Signal, sleep, startRoutine, together, within, type Routine } from '../../../lib/engine/clock/routine';

describe('a routine', () => {
  test('goes on when what it waits for has come', () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    function* work(): Routine<string> {
      seen.push(`start ${clock.now()}`);
      yield sleep(clock, 100);
      seen.push(`middle ${clock.now()}`);
      yield sleep(clock, 50);
      return `end ${clock.now()}`;
    }
    startRoutine(work(), (result) => seen.push(result));
    clock.advanceTo(1000);
    expect(seen).toEqual(['start 0', 'middle 100', 'end 150']);
  });

  test('does nothing more once it is cancelled, but what it owes', () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    function* work(): Routine {
      try {
        yield sleep(clock, 100);
        seen.push('not reached');
      } finally {
        seen.push('cleaned up');
      }
    }
    const running = startRoutine(work(), () => seen.push('done'));
    running.cancel();
    clock.advanceTo(1000);
    expect([seen, clock.pending]).toEqual([['cleaned up'], 0]);
  });

  test('what has come already needs no stack', () => {
    let rounds = 0;
    function* work(): Routine {
      for (; rounds < 100_000; rounds++) {
        yield (resume) => {
          resume();
          return () => undefined;
        };
      }
    }
    startRoutine(work());
    expect(rounds).toBe(100_000);
  });

  test('runs others side by side and takes their results in order', () => {
    const clock = new VirtualClock(0);
    function* after(delayMs: number): Routine<number> {
      yield sleep(clock, delayMs);
      return delayMs;
    }
    let outcome: unknown;
    startRoutine(together([after(30), after(10), after(20)]), (results) => (outcome = [results, clock.now()]));
    clock.advanceTo(1000);
    expect(outcome).toEqual([[30, 10, 20], 30]);
  });

  test('waits for another so long at most', () => {
    const clock = new VirtualClock(0);
    function* after(delayMs: number): Routine<string> {
      yield sleep(clock, delayMs);
      return 'done';
    }
    const outcomes: unknown[] = [];
    startRoutine(within(clock, 50, after(20)), (outcome) => outcomes.push([outcome, clock.now()]));
    startRoutine(within(clock, 50, after(80)), (outcome) => outcomes.push([outcome, clock.now()]));
    clock.advanceTo(1000);
    expect(outcomes).toEqual([
      [{ result: 'done' }, 20],
      [undefined, 50],
    ]);
  });
});

describe('a signal', () => {
  test('wakes those that wait for it, each time anew', () => {
    const signal = new Signal();
    const seen: string[] = [];
    function* work(name: string): Routine {
      yield signal.wait;
      seen.push(`${name} 1`);
      yield signal.wait;
      seen.push(`${name} 2`);
    }
    startRoutine(work('a'));
    startRoutine(work('b'));
    signal.fire();
    signal.fire();
    signal.fire();
    expect(seen).toEqual(['a 1', 'b 1', 'a 2', 'b 2']);
  });
});
