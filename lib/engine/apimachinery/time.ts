/**
 * Times and durations as the API writes them. Inside the engine a moment is a number of milliseconds since 1970, UTC.
 *
 * Upstream: staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/{time,micro_time}.go, pkg/util/duration, Go's package time
 * Differs: durations below a nanosecond's thousandth are not kept; moments carry milliseconds, their texts microseconds as written.
 */
import { quote } from './go-text';
import { memoized } from './memoized';
import { ParseError } from './parse-error';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ZERO_TIME = -62_135_596_800_000;

/** A moment read from a text. */
export interface ParsedTime {
  /** Milliseconds since 1970, whole seconds. */
  readonly secondsMs: number;
  /** The rest below a second, in nanoseconds. */
  readonly nanos: number;
}

/** `2006-01-02T15:04:05Z`: what `Time` fields hold. Fractions of a second are dropped. */
export function formatTime(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  if (seconds !== lastSeconds) {
    lastText = `${new Date(seconds * SECOND).toISOString().slice(0, -5)}Z`;
    lastSeconds = seconds;
  }
  return lastText;
}

/** Most texts are asked for many times within a second. */
let lastSeconds = Number.NaN;
let lastText = '';
let lastMicroMs = Number.NaN;
let lastMicroText = '';

/** `2006-01-02T15:04:05.000000Z`: what `MicroTime` fields hold. */
export function formatMicroTime(ms: number): string {
  const whole = Math.floor(ms);
  if (whole !== lastMicroMs) {
    lastMicroMs = whole;
    lastMicroText = `${new Date(whole).toISOString().slice(0, -1)}000Z`;
  }
  return lastMicroText;
}

/**
 * The moment of a stored time, in milliseconds.
 *
 * @throws ParseError where the text is no RFC 3339 time.
 */
export function parseTime(text: string): number {
  return momentOf(text);
}

const momentOf = memoized((text) => {
  const { secondsMs, nanos } = parseTimeLayout(text, 'Time');
  return secondsMs + Math.floor(nanos / 1e6);
});

/**
 * A `Time` as the API answers it: UTC, whole seconds; null for Go's zero time, the first second of the year 1.
 *
 * @throws ParseError with Go's message.
 */
export function normalizeTime(text: string): string | null {
  return normalTime(text);
}

const normalTime = memoized((text) => {
  const { secondsMs, nanos } = parseTimeLayout(text, 'Time');
  return secondsMs === ZERO_TIME && nanos === 0 ? null : formatTime(secondsMs);
});

/**
 * A `MicroTime` as the API answers it: UTC, microseconds; null for Go's zero time. Exactly six digits must follow the point.
 *
 * @throws ParseError with Go's message.
 */
export function normalizeMicroTime(text: string): string | null {
  const { secondsMs, nanos } = parseTimeLayout(text, 'MicroTime');
  if (secondsMs === ZERO_TIME && nanos === 0) return null;
  const micros = String(Math.floor(nanos / 1000)).padStart(6, '0');
  return `${new Date(secondsMs).toISOString().slice(0, -5)}.${micros}Z`;
}

const LAYOUTS = { Time: '2006-01-02T15:04:05Z07:00', MicroTime: '2006-01-02T15:04:05.000000Z07:00' } as const;

interface Reading {
  rest: string;
  readonly fields: number[];
}

/** One element of a layout: its name there, how it is read, what is out of its range. */
interface LayoutElement {
  readonly name: string;
  readonly pattern: RegExp;
  readonly range?: readonly [number, number, string];
}

const literal = (name: string): LayoutElement => ({ name, pattern: new RegExp(`^()${name}`) });
const DATE_AND_TIME: readonly LayoutElement[] = [
  { name: '2006', pattern: /^(\d{4})/ },
  literal('-'),
  { name: '01', pattern: /^(\d\d)/, range: [1, 12, 'month'] },
  literal('-'),
  { name: '02', pattern: /^(\d\d)/ },
  literal('T'),
  { name: '15', pattern: /^(\d\d?)/, range: [0, 23, 'hour'] },
  literal(':'),
  { name: '04', pattern: /^(\d\d)/, range: [0, 59, 'minute'] },
  literal(':'),
  { name: '05', pattern: /^(\d\d)/, range: [0, 59, 'second'] },
];

function parseTimeLayout(text: string, kind: keyof typeof LAYOUTS): ParsedTime {
  const layout = LAYOUTS[kind];
  const failed = (rest: string, element: string): ParseError =>
    new ParseError(`parsing time ${quote(text)} as ${quote(layout)}: cannot parse ${quote(rest)} as ${quote(element)}`);
  const outOfRange = (what: string): ParseError => new ParseError(`parsing time ${quote(text)}: ${what}`);
  const reading: Reading = { rest: text, fields: [] };
  for (const { name, pattern, range } of DATE_AND_TIME) {
    const match = pattern.exec(reading.rest);
    if (!match) throw failed(reading.rest, name);
    reading.rest = reading.rest.slice(match[0].length);
    if (match[1] === '') continue;
    const value = Number(match[1]);
    if (range && (value < range[0] || value > range[1])) throw outOfRange(`${range[2]} out of range`);
    reading.fields.push(value);
  }
  const fraction = kind === 'MicroTime' ? /^[.,]\d{6}/.exec(reading.rest) : /^[.,]\d+/.exec(reading.rest);
  if (kind === 'MicroTime' && !fraction) throw failed(reading.rest, '.000000');
  reading.rest = reading.rest.slice(fraction?.[0].length ?? 0);
  const zone = /^(?:Z|([+-])(\d\d):(\d\d))/.exec(reading.rest);
  if (!zone) throw failed(reading.rest, 'Z07:00');
  if (Number(zone[2] ?? 0) > 24) throw outOfRange('time zone offset hour out of range');
  if (Number(zone[3] ?? 0) > 60) throw outOfRange('time zone offset minute out of range');
  const extra = reading.rest.slice(zone[0].length);
  if (extra !== '') throw outOfRange(`extra text: ${quote(extra)}`);
  const offset = (zone[1] === '-' ? -1 : 1) * (Number(zone[2] ?? 0) * HOUR + Number(zone[3] ?? 0) * MINUTE);
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = reading.fields;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (day < 1 || date.getUTCMonth() !== month - 1) throw outOfRange('day out of range');
  date.setUTCHours(hour, minute, second);
  const nanos = Number((fraction?.[0].slice(1) ?? '').slice(0, 9).padEnd(9, '0'));
  return { secondsMs: date.getTime() - offset, nanos };
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
};

/**
 * Reads a Go duration such as `1h15m30.5s`, in milliseconds.
 *
 * @throws ParseError with Go's message.
 */
export function parseDuration(text: string): number {
  const invalid = (what: string): ParseError => new ParseError(`time: ${what} ${quote(text)}`);
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0;
  if (unsigned === '') throw invalid('invalid duration');
  let total = 0;
  let rest = unsigned;
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) throw invalid('invalid duration');
    rest = rest.slice(number.length);
    const unit = /^[^.0-9]*/.exec(rest)?.[0] ?? '';
    if (unit === '') throw invalid('missing unit in duration');
    const factor = UNITS[unit];
    if (factor === undefined) throw invalid(`unknown unit ${quote(unit)} in duration`);
    rest = rest.slice(unit.length);
    total += Number(number) * factor;
  }
  if (total * 1e6 > 2 ** 63) throw invalid('invalid duration');
  return text.startsWith('-') ? -total : total;
}

/** Go's text of a duration in milliseconds: `1h0m0s`, `1.5s`, `20ms`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  const sign = ms < 0 ? '-' : '';
  const size = Math.abs(ms);
  if (size < 1e-3) return `${sign}${trimmed(size * 1e6, 0)}ns`;
  if (size < 1) return `${sign}${trimmed(size * 1e3, 3)}µs`;
  if (size < SECOND) return `${sign}${trimmed(size, 6)}ms`;
  const hours = Math.floor(size / HOUR);
  const minutes = Math.floor((size % HOUR) / MINUTE);
  const seconds = `${trimmed((size % MINUTE) / SECOND, 9)}s`;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

function trimmed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** How kubectl shows an age: two units at most, fewer the longer it is. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (hours < 192) return twoUnits(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 2920 ? twoUnits(years, 'y', days % 365, 'd') : `${years}y`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** The age of a timestamp for a table's column; `<unknown>` where there is none. */
export function ageSince(timestamp: string | null | undefined, nowMs: number): string {
  return timestamp ? humanDuration(nowMs - parseTime(timestamp)) : '<unknown>';
}
