import { VirtualClock } from '../../../../lib/engine/clock/clock';
import { RateLimitedQueue } from '../../../../lib/engine/controllers/node-lifecycle/rate-limited-queue';

function queue(perSecond: number) {
  const clock = new VirtualClock(0);
  const handled: string[] = [];
  return {
    clock,
    handled,
    waiting: new RateLimitedQueue(clock, perSecond, (name) => handled.push(`${name} ${clock.now()}`)),
  };
}

describe('RateLimitedQueue', () => {
  test('handles the first at once and the others at the rate', () => {
    const { clock, handled, waiting } = queue(0.1);
    ['a', 'b', 'c', 'b'].forEach((name) => waiting.add(name));
    waiting.remove('c');
    clock.advanceTo(60_000);
    expect(handled).toEqual(['a 0', 'b 10000']);
  });

  test('at rate 0 nothing is handled, and after it one has to wait', () => {
    const { clock, handled, waiting } = queue(0.1);
    waiting.setRate(0);
    waiting.add('a');
    clock.advanceTo(60_000);
    expect(handled).toEqual([]);
    waiting.setRate(0.1);
    clock.advanceTo(120_000);
    expect(handled).toEqual(['a 70000']);
  });
});
