import fc from 'fast-check';
import { VirtualClock } from '../../../lib/engine/clock/clock';

const START = Date.UTC(2024, 0, 1);

describe('VirtualClock', () => {
  test('runs events by time, and those of one instant in the order in which they were scheduled', () => {
    const clock = new VirtualClock(START);
    const ran: string[] = [];
    clock.schedule(20, () => ran.push('late'));
    clock.schedule(10, () => {
      ran.push('early');
      clock.schedule(0, () => ran.push('after both'));
    });
    clock.schedule(10, () => ran.push('early too'));
    clock.advanceTo(START + 100);
    expect(ran).toEqual(['early', 'early too', 'after both', 'late']);
    expect(clock.now()).toBe(START + 100);
  });

  test('an event that is taken back does not run, and is not waited for', () => {
    const clock = new VirtualClock(START);
    const timer = clock.schedule(10, () => {
      throw new Error('ran');
    });
    timer.cancel();
    timer.cancel();
    expect([clock.pending, clock.nextAt(), clock.step()]).toEqual([0, undefined, false]);
  });

  test('time stands still while nothing runs, and never goes back', () => {
    const clock = new VirtualClock(START);
    clock.advanceTo(START - 5);
    expect(clock.now()).toBe(START);
    expect(() => clock.schedule(-1, () => undefined)).toThrow('An event needs a delay of 0 ms or more, got -1.');
  });

  test('whatever is scheduled and taken back, the rest runs in order', () => {
    const plan = fc.array(fc.record({ delay: fc.nat(50), cancelled: fc.boolean() }), { maxLength: 3000 });
    fc.assert(
      fc.property(plan, (events) => {
        const clock = new VirtualClock(0);
        const ran: number[] = [];
        const timers = events.map(({ delay }, index) => clock.schedule(delay, () => ran.push(index)));
        events.forEach(({ cancelled }, index) => cancelled && timers[index]!.cancel());
        clock.advanceTo(50);
        const expected = events
          .map(({ delay, cancelled }, index) => ({ delay, cancelled, index }))
          .filter(({ cancelled }) => !cancelled)
          .sort((a, b) => a.delay - b.delay || a.index - b.index)
          .map(({ index }) => index);
        expect(ran).toEqual(expected);
      }),
      { numRuns: 30, seed: 7 },
    );
  });
});
