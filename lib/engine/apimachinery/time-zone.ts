/**
 * Whether a time zone is known.
 *
 * Upstream: Go's time.LoadLocation
 * Differs: zones are those of the JavaScript runtime, which does not tell capitals from small letters
 */
import { Cron } from 'croner';

export function isTimeZone(name: string): boolean {
  if (name === '') return true; // Go takes it for UTC
  try {
    new Cron('0 0 * * *', { timezone: name, paused: true }).nextRun(new Date(0));
    return true;
  } catch {
    return false;
  }
}
