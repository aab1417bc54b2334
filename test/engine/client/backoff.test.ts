import { Backoff } from '../../../lib/engine/client/backoff';
import { VirtualClock } from '../../../lib/engine/clock/clock';

describe('Backoff', () => {
  test('doubles the delay with each failure up to the longest, for each item by itself', () => {
    const clock = new VirtualClock(0);
    const backoff = new Backoff(clock, 1_000, 3_000);
    const delays = [1, 2, 3].map(() => {
      backoff.next('a');
      return backoff.delayMs('a');
    });
    expect(delays).toEqual([1_000, 2_000, 3_000]);
    expect(backoff.delayMs('b')).toBe(0);
    clock.advanceTo(1_000);
    expect(backoff.remainingMs('a')).toBe(2_000);
    clock.advanceTo(3_000);
    expect(backoff.remainingMs('a')).toBe(0);
  });

  test('begins anew after twice the longest delay', () => {
    const clock = new VirtualClock(0);
    const backoff = new Backoff(clock, 1_000, 3_000);
    backoff.next('a');
    backoff.next('a');
    clock.advanceTo(6_001);
    backoff.next('a');
    expect(backoff.delayMs('a')).toBe(1_000);
  });
});
