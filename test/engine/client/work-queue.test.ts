import { VirtualClock } from '../../../lib/engine/clock/clock';
import { WorkQueue } from '../../../lib/engine/client/work-queue';

function queueOn(clock: VirtualClock): { readonly queue: WorkQueue; readonly worked: string[] } {
  const worked: string[] = [];
  const queue = new WorkQueue(clock, (key) => worked.push(`${key}@${clock.now()}`));
  return { queue, worked };
}

describe('WorkQueue', () => {
  test('a key that is added again while it waits is worked on once', () => {
    const clock = new VirtualClock(0);
    const { queue, worked } = queueOn(clock);
    ['a', 'b', 'a'].forEach((key) => queue.add(key));
    clock.advanceTo(1);
    expect(worked).toEqual(['a@0', 'b@0']);
  });

  test('of several delays the shortest counts', () => {
    const clock = new VirtualClock(0);
    const { queue, worked } = queueOn(clock);
    queue.addAfter('a', 500);
    queue.addAfter('a', 200);
    queue.addAfter('a', 900);
    clock.advanceTo(1000);
    expect(worked).toEqual(['a@200']);
  });

  test('failures back off by doubling, until the key is forgotten', () => {
    const clock = new VirtualClock(0);
    const { queue, worked } = queueOn(clock);
    for (let failure = 0; failure < 4; failure++) {
      queue.addRateLimited('a');
      clock.advanceTo(clock.nextAt()!);
    }
    expect(worked).toEqual(['a@5', 'a@15', 'a@35', 'a@75']);
    queue.forget('a');
    queue.addRateLimited('a');
    expect(clock.nextAt()).toBe(80);
  });

  test('the delay after failures has a limit', () => {
    const clock = new VirtualClock(0);
    const { queue } = queueOn(clock);
    for (let failure = 0; failure < 30; failure++) {
      queue.addRateLimited('a');
      clock.step();
      clock.step();
    }
    const before = clock.now();
    queue.addRateLimited('a');
    expect(clock.nextAt()! - before).toBe(1_000_000);
  });

  test('a stopped queue does nothing more', () => {
    const clock = new VirtualClock(0);
    const { queue, worked } = queueOn(clock);
    queue.add('a');
    queue.addAfter('b', 10);
    queue.stop();
    queue.add('c');
    clock.advanceTo(100);
    expect(worked).toEqual([]);
  });
});
