/**
 * The moments that the five fields of a cron schedule stand for, on the clocks of a time zone.
 *
 * What clocks leave out in spring is left out; what they show twice in autumn comes twice.
 *
 * Upstream: github.com/robfig/cron/v3 (SpecSchedule.Next)
 */
import { zoneOffsetMs } from './time-zone';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A schedule that has no moment in so many years has none. */
const YEARS = 5;

/** What one field takes. */
export interface CronField {
  readonly values: ReadonlySet<number>;
  /** It was `*`: of two day fields then only the other counts. */
  readonly any: boolean;
}

export interface CronFields {
  readonly minutes: CronField;
  readonly hours: CronField;
  readonly daysOfMonth: CronField;
  readonly months: CronField;
  readonly daysOfWeek: CronField;
}

/** Anything that tells when it is time. */
export interface CronSchedule {
  /** The first moment after this one, in milliseconds; undefined when there is none in years. */
  next(afterMs: number): number | undefined;
}

export class CronCalendar implements CronSchedule {
  /** Times of a day, in order. */
  readonly #times: readonly number[];

  constructor(
    private readonly fields: CronFields,
    private readonly zone: string,
  ) {
    const minutes = [...fields.minutes.values];
    const times = [...fields.hours.values].flatMap((hour) => minutes.map((minute) => hour * HOUR + minute * MINUTE));
    this.#times = times.sort((a, b) => a - b);
  }

  next(afterMs: number): number | undefined {
    const wallMs = afterMs + zoneOffsetMs(this.zone, afterMs);
    const today = Math.floor(wallMs / DAY) * DAY;
    const lastYear = new Date(today).getUTCFullYear() + YEARS;
    for (let day = today; new Date(day).getUTCFullYear() <= lastYear; day += DAY) {
      if (!this.#takesDay(new Date(day))) continue;
      const found = this.#firstOf(day, afterMs);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #takesDay(date: Date): boolean {
    const { months, daysOfMonth, daysOfWeek } = this.fields;
    if (!months.values.has(date.getUTCMonth() + 1)) return false;
    const byMonth = daysOfMonth.values.has(date.getUTCDate());
    const byWeek = daysOfWeek.values.has(date.getUTCDay());
    return daysOfMonth.any || daysOfWeek.any ? byMonth && byWeek : byMonth || byWeek;
  }

  /** The first moment of a day, as the clocks tell it, after `afterMs`. */
  #firstOf(day: number, afterMs: number): number | undefined {
    const [before, after] = [zoneOffsetMs(this.zone, day - DAY), zoneOffsetMs(this.zone, day + 2 * DAY)];
    if (before === after) {
      const time = this.#firstTimeAfter(afterMs + before - day);
      return time === undefined ? undefined : day + time - before;
    }
    // Clocks change about this day: each time exists never, once or twice.
    const moments = this.#times
      .flatMap((time) => [day + time - before, day + time - after].filter((ms) => this.#shows(ms, day + time)))
      .filter((ms) => ms > afterMs);
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  #shows(ms: number, wallMs: number): boolean {
    return ms + zoneOffsetMs(this.zone, ms) === wallMs;
  }

  #firstTimeAfter(wallMs: number): number | undefined {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#times[middle]! > wallMs) high = middle;
      else low = middle + 1;
    }
    return this.#times[low];
  }
}
