import { parseCronSchedule } from '../../../lib/engine/apimachinery/cron-schedule';

describe('parseCronSchedule', () => {
  test.each([
    '*/5 * * * *',
    '0 0 1,15 * 1-5',
    '0 9 * jan-MAR sun',
    '@hourly',
    '@every 1h30m',
    'TZ=Asia/Tokyo 0 5 * * *',
    '5/15 ? * * *',
  ])('takes %s', (schedule) => expect(() => parseCronSchedule(schedule)).not.toThrow());

  test.each([
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['9-3 * * * *', 'beginning of range (9) beyond end of range (3): 9-3'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['*/1/2 * * * *', 'too many slashes: */1/2'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['@never', 'unrecognized descriptor: @never'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
    ['TZ=Nowhere/X * * * * *', 'provided bad location Nowhere/X: unknown time zone Nowhere/X'],
  ])('refuses %s', (schedule, message) => expect(() => parseCronSchedule(schedule)).toThrow(message));
});
