import type { CronJob } from '../../../../lib/engine/apimachinery/api/batch-v1';
import { parseCronSchedule } from '../../../../lib/engine/apimachinery/cron-schedule';
import { missedStarts, nextLookMs } from '../../../../lib/engine/controllers/cronjob/schedule-times';

const hourly = parseCronSchedule('0 * * * *');
const CREATED = '2024-07-01T00:10:00Z';

function cronJob(more: { lastScheduleTime?: string; startingDeadlineSeconds?: number } = {}): CronJob {
  const { lastScheduleTime, startingDeadlineSeconds } = more;
  return {
    metadata: { creationTimestamp: CREATED },
    spec: { startingDeadlineSeconds },
    status: { lastScheduleTime },
  } as unknown as CronJob;
}

function at(text: string): number {
  return Date.parse(text);
}

describe('missedStarts', () => {
  test('nothing is due before the first start after creation', () => {
    expect(missedStarts(cronJob(), hourly, at('2024-07-01T00:50:00Z'), true)).toEqual({
      sinceMs: at(CREATED),
      missed: 'none',
    });
  });

  test('the last of several starts is due', () => {
    const { lastMs, missed } = missedStarts(cronJob(), hourly, at('2024-07-01T05:30:00Z'), true);
    expect([lastMs, missed]).toEqual([at('2024-07-01T05:00:00Z'), 'few']);
  });

  test('more than a hundred are many', () => {
    const { lastMs, missed } = missedStarts(cronJob(), hourly, at('2024-07-09T05:30:00Z'), true);
    expect([lastMs, missed]).toEqual([at('2024-07-09T05:00:00Z'), 'many']);
  });

  test('starts before the deadline are forgotten', () => {
    const late = cronJob({ startingDeadlineSeconds: 600 });
    expect(missedStarts(late, hourly, at('2024-07-01T05:30:00Z'), true).lastMs).toBeUndefined();
    expect(missedStarts(late, hourly, at('2024-07-01T05:05:00Z'), true).lastMs).toBe(at('2024-07-01T05:00:00Z'));
  });

  test('a schedule without moments is a fault', () => {
    const never = parseCronSchedule('0 0 31 2 *');
    expect(missedStarts(cronJob(), never, at('2024-07-01T05:30:00Z'), true).fault).toBe(
      'time difference between two schedules is less than 1 second',
    );
  });
});

describe('nextLookMs', () => {
  test('is a little after the next start', () => {
    const started = cronJob({ lastScheduleTime: '2024-07-01T05:00:00Z' });
    expect(nextLookMs(started, hourly, at('2024-07-01T05:00:01Z'))).toBe(59 * 60_000 + 59_000 + 100);
  });
});
