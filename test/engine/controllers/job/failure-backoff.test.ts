import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { formatTime } from '../../../../lib/engine/apimachinery/time';
import { afterPods, NO_FAILURES, remainingMs } from '../../../../lib/engine/controllers/job/failure-backoff';

function endedAt(seconds: number): Pod {
  const terminated = { exitCode: 0, finishedAt: formatTime(seconds * 1000) };
  return { metadata: {}, status: { containerStatuses: [{ state: { terminated } }] } } as unknown as Pod;
}

describe('failure back-off', () => {
  test.each([
    [1, 10],
    [2, 20],
    [3, 40],
    [6, 320],
    [7, 600],
    [100, 600],
  ])('after %i failures a pod is replaced %i s after the last', (failures, seconds) => {
    expect(remainingMs({ failures, lastFailureMs: 5_000 }, 5_000)).toBe(seconds * 1000);
    expect(remainingMs({ failures, lastFailureMs: 5_000 }, 5_000 + seconds * 1000)).toBe(0);
  });

  test('nothing is waited for without a failure', () => {
    expect(remainingMs(NO_FAILURES, 5_000)).toBe(0);
  });

  test('counts on until something succeeds', () => {
    const two = afterPods(NO_FAILURES, [], [endedAt(10), endedAt(12)]);
    expect(two).toEqual({ failures: 2, lastFailureMs: 12_000 });
    expect(afterPods(two, [], [endedAt(40)])).toEqual({ failures: 3, lastFailureMs: 40_000 });
    expect(afterPods(two, [endedAt(20)], [])).toEqual(NO_FAILURES);
  });

  test('only failures after the last success count', () => {
    const failed = [endedAt(18), endedAt(22), endedAt(25)];
    expect(afterPods(NO_FAILURES, [endedAt(20)], failed)).toEqual({ failures: 2, lastFailureMs: 25_000 });
  });
});
