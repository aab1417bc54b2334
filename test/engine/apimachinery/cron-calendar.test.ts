import { parseCronSchedule } from '../../../lib/engine/apimachinery/cron-schedule';

function next(schedule: string, after: string): string | undefined {
  const ms = parseCronSchedule(schedule).next(Date.parse(after));
  return ms === undefined ? undefined : new Date(ms).toISOString().replace('.000', '');
}

describe('CronSchedule', () => {
  test.each([
    ['* * * * *', '2024-07-09T14:45:00Z', '2024-07-09T14:46:00Z'],
    ['* * * * *', '2024-07-09T14:59:59.5Z', '2024-07-09T15:00:00Z'],
    ['*/15 * * * *', '2024-12-31T23:46:00Z', '2025-01-01T00:00:00Z'],
    ['20-35/15 * * * *', '2024-07-09T15:35:00Z', '2024-07-09T16:20:00Z'],
    ['0 0 29 2 *', '2024-03-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['30 6-16/4 * * 1-5', '2024-07-05T15:00:00Z', '2024-07-08T06:30:00Z'],
    ['@weekly', '2024-07-09T00:00:00Z', '2024-07-14T00:00:00Z'],
    ['@every 90s', '2024-07-09T00:00:00.4Z', '2024-07-09T00:01:30Z'],
  ])('"%s" after %s comes %s', (schedule, after, at) => expect(next(schedule, after)).toBe(at));

  test('a day may be told by month and by week: either will do, both where one is *', () => {
    expect(next('0 0 15 * 0', '2024-07-01T00:00:00Z')).toBe('2024-07-07T00:00:00Z');
    expect(next('0 0 15 * *', '2024-07-01T00:00:00Z')).toBe('2024-07-15T00:00:00Z');
    expect(next('0 0 */10 * 0', '2024-07-08T00:00:00Z')).toBe('2024-07-11T00:00:00Z');
    expect(next('0 0 * * 0', '2024-07-08T00:00:00Z')).toBe('2024-07-14T00:00:00Z');
  });

  test('what never comes is undefined', () => {
    expect(next('0 0 31 2 *', '2024-01-01T00:00:00Z')).toBeUndefined();
  });

  describe('in New York', () => {
    const zoned = (schedule: string): string => `TZ=America/New_York ${schedule}`;

    test('clocks of the zone count', () => {
      expect(next(zoned('0 9 * * *'), '2024-07-01T00:00:00Z')).toBe('2024-07-01T13:00:00Z');
      expect(next(zoned('0 9 * * *'), '2024-01-01T00:00:00Z')).toBe('2024-01-01T14:00:00Z');
    });

    test('a time that clocks leave out in spring is left out', () => {
      expect(next(zoned('30 2 11 3 *'), '2012-03-11T05:00:00Z')).toBe('2013-03-11T06:30:00Z');
      expect(next(zoned('0 * * * *'), '2012-03-11T06:00:00Z')).toBe('2012-03-11T07:00:00Z');
    });

    test('a time that clocks show twice in autumn comes twice', () => {
      expect(next(zoned('30 1 * * *'), '2012-11-04T04:00:00Z')).toBe('2012-11-04T05:30:00Z');
      expect(next(zoned('30 1 * * *'), '2012-11-04T05:30:00Z')).toBe('2012-11-04T06:30:00Z');
      expect(next(zoned('30 1 * * *'), '2012-11-04T06:30:00Z')).toBe('2012-11-05T06:30:00Z');
    });
  });
});
