/**
 * Schedules in cron format as CronJobs take them: five fields, or a descriptor such as `@hourly`.
 *
 * Upstream: github.com/robfig/cron/v3 (ParseStandard), whose messages the API server answers
 */
import { CronCalendar, type CronField, type CronSchedule } from './cron-calendar';
import { quote } from './go-text';
import { memoized } from './memoized';
import { ParseError } from './parse-error';
import { parseDuration } from './time';
import { isTimeZone } from './time-zone';

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Names that stand for numbers, counted from `min`. */
  readonly names?: readonly string[];
}

const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  {
    min: 1,
    max: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const EVERY = '@every ';
const SECOND = 1000;

/** @throws ParseError with upstream's text where the schedule cannot be read */
export const parseCronSchedule: (schedule: string) => CronSchedule = memoized(parsed);

function parsed(schedule: string): CronSchedule {
  if (schedule === '') throw new ParseError('empty spec string');
  const { zone, spec } = withoutTimeZone(schedule);
  if (spec.startsWith('@')) return parseDescriptor(spec, zone);
  return parseFields(spec, zone);
}

/** `TZ=Asia/Tokyo 0 5 * * *` in its parts. */
function withoutTimeZone(schedule: string): { readonly zone: string; readonly spec: string } {
  const prefix = /^(?:CRON_)?TZ=([^ ]*)/.exec(schedule);
  if (!prefix) return { zone: '', spec: schedule };
  const [whole, zone = ''] = prefix;
  if (!isTimeZone(zone)) throw new ParseError(`provided bad location ${zone}: unknown time zone ${zone}`);
  return { zone, spec: schedule.slice(whole.length).trim() };
}

function parseDescriptor(descriptor: string, zone: string): CronSchedule {
  const fields = DESCRIPTORS[descriptor];
  if (fields !== undefined) return parseFields(fields, zone);
  if (!descriptor.startsWith(EVERY)) throw new ParseError(`unrecognized descriptor: ${descriptor}`);
  try {
    return every(parseDuration(descriptor.slice(EVERY.length)));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new ParseError(`failed to parse duration ${descriptor}: ${error.message}`);
  }
}

/** In whole seconds, one at least. */
function every(periodMs: number): CronSchedule {
  const delayMs = Math.max(1, Math.floor(periodMs / SECOND)) * SECOND;
  return { next: (afterMs) => Math.floor(afterMs / SECOND) * SECOND + delayMs };
}

function parseFields(spec: string, zone: string): CronSchedule {
  const parts = spec.split(/\s+/).filter((part) => part !== '');
  if (parts.length !== FIELDS.length) {
    throw new ParseError(`expected exactly ${FIELDS.length} fields, found ${parts.length}: [${parts.join(' ')}]`);
  }
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = FIELDS.map((bounds, index) =>
    parseField(parts[index]!, bounds),
  ) as [CronField, CronField, CronField, CronField, CronField];
  return new CronCalendar({ minutes, hours, daysOfMonth, months, daysOfWeek }, zone);
}

function parseField(field: string, bounds: Bounds): CronField {
  const ranges = field
    .split(',')
    .filter((range) => range !== '')
    .map((range) => parseRange(range, bounds));
  return { values: new Set(ranges.flatMap(({ values }) => [...values])), any: ranges.some(({ any }) => any) };
}

/** One of `*`, `3`, `3-9`, each with or without `/2`. */
function parseRange(text: string, bounds: Bounds): CronField {
  const [range = '', stepText, ...furtherSteps] = text.split('/');
  const [low = '', high, ...furtherEnds] = range.split('-');
  const all = low === '*' || low === '?';
  const start = all ? bounds.min : numberOf(low, bounds);
  if (!all && furtherEnds.length > 0) throw new ParseError(`too many hyphens: ${text}`);
  let end = all ? bounds.max : high === undefined ? start : numberOf(high, bounds);
  if (furtherSteps.length > 0) throw new ParseError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : wholeNumber(stepText);
  // `3/5` goes on to the end.
  if (stepText !== undefined && high === undefined) end = bounds.max;
  if (start < bounds.min) {
    throw new ParseError(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`);
  }
  if (end > bounds.max) throw new ParseError(`end of range (${end}) above maximum (${bounds.max}): ${text}`);
  if (start > end) throw new ParseError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new ParseError(`step of range should be a positive number: ${text}`);
  const values = new Set<number>();
  for (let value = start; value <= end; value += step) values.add(value);
  return { values, any: all && step === 1 };
}

function numberOf(text: string, { min, names }: Bounds): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1;
  return index >= 0 ? min + index : wholeNumber(text);
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) {
    throw new ParseError(`failed to parse int from ${text}: strconv.Atoi: parsing ${quote(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (value < 0) throw new ParseError(`negative number (${value}) not allowed: ${text}`);
  return value;
}
