import { VirtualClock } from '../../lib/engine/clock/clock';
import { WallClock } from '../../lib/server/wall-clock';

function started(speed: number | 'max') {
  const wall = { ms: 0 };
  const clock = new VirtualClock(0);
  const wallClock = new WallClock(clock, speed, () => wall.ms);
  wallClock.start();
  return { wall, clock, wallClock };
}

describe('WallClock', () => {
  test('keeps virtual time in step with the wall', () => {
    const { wall, clock, wallClock } = started(1);
    wall.ms = 1500;
    wallClock.sync();
    expect(clock.now()).toBe(1500);
    wallClock.stop();
  });

  test('runs ten seconds in one at speed 10, events at their own time', () => {
    const { wall, clock, wallClock } = started(10);
    const seen: number[] = [];
    clock.schedule(4000, () => seen.push(clock.now()));
    clock.schedule(11_000, () => seen.push(clock.now()));
    wall.ms = 1000;
    wallClock.sync();
    expect(clock.now()).toBe(10_000);
    expect(seen).toEqual([4000]);
    wallClock.stop();
  });

  test('leaps from event to event at full speed', async () => {
    const { clock, wallClock } = started('max');
    await new Promise<void>((resolve) => {
      clock.schedule(3_600_000, () => clock.schedule(3_600_000, resolve));
      wallClock.sync();
    });
    expect(clock.now()).toBe(7_200_000);
    wallClock.stop();
  });

  test('does not make up for time that was paused', () => {
    const { wall, clock, wallClock } = started(1);
    wallClock.pause();
    wall.ms = 60_000;
    wallClock.sync();
    expect(clock.now()).toBe(0);
    wallClock.resume();
    wall.ms = 61_000;
    wallClock.sync();
    expect(clock.now()).toBe(1000);
    wallClock.stop();
  });

  test('gives up time that it cannot make up for, and skips no event', () => {
    const { wall, clock, wallClock } = started(1);
    let ran = 0;
    // Each event takes 4 ms of the wall, twice the time that it stands for.
    for (let at = 2; at <= 20_000; at += 2) {
      clock.schedule(at, () => {
        ran++;
        wall.ms += 4;
      });
    }
    wall.ms = 10_000;
    wallClock.sync();
    expect(ran).toBe(3);
    expect(clock.now()).toBe(6);
    wallClock.sync();
    expect(clock.now()).toBeLessThan(20);
    wallClock.stop();
  });

  test('goes on when a component fails, and tells of it', () => {
    const wall = { ms: 0 };
    const clock = new VirtualClock(0);
    const defects: string[] = [];
    const wallClock = new WallClock(
      clock,
      1,
      () => wall.ms,
      (error) => defects.push(error.message),
    );
    wallClock.start();
    clock.schedule(10, () => {
      throw new Error('broken');
    });
    let ran = false;
    clock.schedule(20, () => (ran = true));
    wall.ms = 30.75;
    wallClock.sync();
    expect(defects).toEqual(['broken']);
    expect(ran).toBe(true);
    expect(clock.now()).toBe(30);
    wallClock.stop();
  });
});
