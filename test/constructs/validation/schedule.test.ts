import { cronSchedule, timeZone } from '../../../lib/constructs/validation/schedule';

describe('schedules', () => {
  test.each(['0 3 * * *', '*/5 0-6,18-23 1 jan-mar MON', '? * 31 12 6', '1/10 * * * *', '@daily', '@every 1h30m'])(
    '%s parses',
    (text) => expect(cronSchedule.test(text)).toBe(true),
  );

  test.each(['', '* * * *', '* * * * * *', '60 * * * *', '* * 0 * *', '* * * 13 *', '* * * * 7', '5-1 * * * *'])(
    '"%s" does not',
    (text) => expect(cronSchedule.test(text)).toBe(false),
  );

  test.each(['*/0 * * * *', '1-2-3 * * * *', 'x * * * *', '@reboot', '@every soon', 'TZ=UTC 0 3 * * *'])(
    '"%s" does not either',
    (text) => expect(cronSchedule.test(text)).toBe(false),
  );

  test('time zones are names of the IANA database', () => {
    expect(['Etc/UTC', 'Europe/Berlin', 'UTC'].map((name) => timeZone.test(name))).toEqual([true, true, true]);
    expect(['', 'Local', 'Mars/Base', '+02:00'].map((name) => timeZone.test(name))).toEqual(Array(4).fill(false));
  });
});
