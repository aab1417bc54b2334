import { Random } from '../../../lib/engine/random/random';
import { ActiveQueue, type DuePod } from '../../../lib/engine/scheduler/active-queue';

describe('ActiveQueue', () => {
  test.each([1, 2, 3])('whatever comes and goes, the next one is always the first of all (seed %i)', (seed) => {
    const random = new Random(seed);
    const queue = new ActiveQueue<DuePod>();
    const waiting: DuePod[] = [];
    const inOrder = (a: DuePod, b: DuePod): number =>
      b.priority - a.priority || a.sinceMs - b.sinceMs || a.sequence - b.sequence;
    for (let step = 0; step < 2_000; step++) {
      const chance = random.fraction();
      if (chance < 0.5) {
        const one = { priority: random.integer(3), sinceMs: random.integer(50), sequence: step };
        waiting.push(one);
        queue.add(one);
      } else if (chance < 0.6 && waiting.length > 0) {
        const [gone] = waiting.splice(random.integer(waiting.length), 1);
        queue.remove(gone!);
      } else {
        waiting.sort(inOrder);
        expect(queue.take()).toBe(waiting.shift());
      }
    }
  });
});
