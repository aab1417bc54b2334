import { formatZonedTime, isTimeZone } from '../../../lib/engine/apimachinery/time-zone';

describe('time zones', () => {
  test('are known by their names; none is UTC', () => {
    expect(['', 'UTC', 'Asia/Tokyo', 'Nowhere/X'].map(isTimeZone)).toEqual([true, true, true, false]);
  });

  test.each([
    ['', '2024-02-29T00:00:00Z'],
    ['Asia/Tokyo', '2024-02-29T09:00:00+09:00'],
    ['America/St_Johns', '2024-02-28T20:30:00-03:30'],
  ])('a moment as clocks of "%s" show it', (zone, text) => {
    expect(formatZonedTime(Date.UTC(2024, 1, 29), zone)).toBe(text);
  });
});
