/**
 * Time zones: whether one is known, and what its clocks show.
 *
 * Upstream: Go's time.LoadLocation, time.Time.In
 * Differs: zones are those of the JavaScript runtime, which does not tell capitals from small letters
 */
import { Cron, CronDate } from 'croner';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** `''` and `UTC` in whatever way they are written need no table. */
function isUtc(zone: string): boolean {
  return zone === '' || zone === 'UTC';
}

export function isTimeZone(name: string): boolean {
  if (isUtc(name)) return true; // Go takes '' for UTC
  try {
    new Cron('0 0 * * *', { timezone: name, paused: true }).nextRun(new Date(0));
    return true;
  } catch {
    return false;
  }
}

/** How far the zone's clocks are ahead of UTC at a moment, in milliseconds. */
export function zoneOffsetMs(zone: string, atMs: number): number {
  if (isUtc(zone)) return 0;
  const atSecondMs = Math.floor(atMs / SECOND) * SECOND;
  const { year, month, day, hour, minute, second } = new CronDate(new Date(atSecondMs), zone);
  return Date.UTC(year, month, day, hour, minute, second) - atSecondMs;
}

/** `2006-01-02T15:04:05+09:00`: a moment as the zone's clocks show it. */
export function formatZonedTime(ms: number, zone: string): string {
  const offsetMs = zoneOffsetMs(zone, ms);
  const wall = new Date(Math.floor((ms + offsetMs) / SECOND) * SECOND).toISOString().slice(0, -5);
  if (offsetMs === 0) return `${wall}Z`;
  const minutes = Math.abs(offsetMs) / MINUTE;
  const twoDigits = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${wall}${offsetMs < 0 ? '-' : '+'}${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`;
}
