/** Schedules of CronJobs, as the controller's parser (robfig/cron, standard form) reads them. */
import { type NumberShape } from './numbers';

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
/** Minute, hour, day of the month, month, day of the week. */
const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: DAYS },
];
const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const EVERY = /^@every (\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/;

function valueOf(text: string, { least, names }: Field): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + least;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function isRange(text: string, field: Field): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0 || (step !== undefined && !(/^\d+$/.test(step) && Number(step) > 0))) return false;
  if (range === '*' || range === '?') return true;
  const bounds = range.split('-');
  const values = bounds.map((bound) => valueOf(bound, field));
  const inside = values.every((value) => value !== undefined && value >= field.least && value <= field.most);
  const [low = 0, high = low] = values.map((value) => value ?? 0);
  return bounds.length <= 2 && inside && low <= high;
}

function parses(schedule: string): boolean {
  if (schedule.startsWith('@')) return DESCRIPTORS.includes(schedule) || EVERY.test(schedule);
  const parts = schedule.trim().split(/\s+/);
  return (
    parts.length === 5 && FIELDS.every((field, i) => (parts[i] ?? '').split(',').every((one) => isRange(one, field)))
  );
}

/** When a CronJob runs. */
export const cronSchedule: NumberShape = {
  expected: 'minute, hour, day, month and weekday as cron writes them (0 3 * * *), or @daily and the like',
  test: (value) => typeof value === 'string' && parses(value),
};

/** In which zone it runs. */
export const timeZone: NumberShape = {
  expected: 'the name of a time zone, Europe/Berlin',
  test: (value) => {
    if (typeof value !== 'string' || value === '' || value.toLowerCase() === 'local') return false;
    try {
      new Intl.DateTimeFormat('en', { timeZone: value });
      return !/^[+-]/.test(value);
    } catch {
      return false;
    }
  },
};
