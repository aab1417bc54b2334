import { CrashBackOff } from '../../../../lib/engine/kubelet/pods/crash-back-off';

describe('CrashBackOff', () => {
  test('doubles from ten seconds to five minutes, counted from the end of the container', () => {
    const clock = { nowMs: 0, now: () => clock.nowMs };
    const backOff = new CrashBackOff(clock);
    const waits: (number | undefined)[] = [backOff.remaining('a', 0)];
    for (let crash = 0; crash < 7; crash++) {
      backOff.next('a', clock.nowMs);
      waits.push(backOff.remaining('a', clock.nowMs));
      clock.nowMs += 300_000;
    }
    expect(waits).toEqual([undefined, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  test('is over when the time since the end has passed', () => {
    const clock = { nowMs: 0, now: () => clock.nowMs };
    const backOff = new CrashBackOff(clock);
    backOff.next('a', 0);
    clock.nowMs = 9_999;
    const during = backOff.remaining('a', 0);
    clock.nowMs = 10_000;
    expect([during, backOff.remaining('a', 0)]).toEqual([10_000, undefined]);
  });

  test('is forgotten after ten minutes without an end', () => {
    const clock = { nowMs: 0, now: () => clock.nowMs };
    const backOff = new CrashBackOff(clock);
    backOff.next('a', 0);
    backOff.next('a', 0);
    clock.nowMs = 600_001;
    backOff.next('a', clock.nowMs);
    expect(backOff.remaining('a', clock.nowMs)).toBe(10_000);
  });
});
