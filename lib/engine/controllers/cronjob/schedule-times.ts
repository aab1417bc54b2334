/**
 * When a CronJob should have started last, and when it is to be looked at next.
 *
 * Upstream: pkg/controller/cronjob/utils.go (mostRecentScheduleTime, nextScheduleTimeDuration)
 */
import type { CronJob } from '../../apimachinery/api/batch-v1';
import type { CronSchedule } from '../../apimachinery/cron-calendar';
import { parseTime } from '../../apimachinery/time';

const SECOND = 1000;
/** More starts than that are not told one by one. */
const MANY = 100;
/** The next look comes a little later than the start: clocks may differ. */
const NEXT_LOOK_DELAY_MS = 100;

export interface MissedStarts {
  /** From when on starts count. */
  readonly sinceMs: number;
  /** The last start that is due. */
  readonly lastMs?: number;
  readonly missed: 'none' | 'few' | 'many';
  /** Why the schedule makes no sense. */
  readonly fault?: string;
}

/** @param withDeadline whether starts that are too late do not count */
export function missedStarts(
  cronJob: CronJob,
  schedule: CronSchedule,
  nowMs: number,
  withDeadline: boolean,
): MissedStarts {
  const { metadata, spec, status } = cronJob;
  const { startingDeadlineSeconds } = spec ?? {};
  const lastMs = parseTime(status?.lastScheduleTime ?? metadata.creationTimestamp);
  const deadlineMs =
    withDeadline && startingDeadlineSeconds !== undefined ? nowMs - startingDeadlineSeconds * SECOND : -Infinity;
  const sinceMs = Math.max(lastMs, deadlineMs);
  const first = schedule.next(sinceMs);
  const second = first === undefined ? undefined : schedule.next(first);
  if (first !== undefined && nowMs < first) return { sinceMs, missed: 'none' };
  if (second !== undefined && nowMs < second) return { sinceMs, lastMs: first, missed: 'none' };
  if (first === undefined || second === undefined) {
    return { sinceMs, missed: 'none', fault: 'time difference between two schedules is less than 1 second' };
  }
  return { sinceMs, ...lastOfMany(schedule, first, Math.round((second - first) / SECOND), nowMs) };
}

/** Jumps near to now by the distance of the first two starts, and goes on from there. */
function lastOfMany(
  schedule: CronSchedule,
  first: number,
  periodSeconds: number,
  nowMs: number,
): Pick<MissedStarts, 'lastMs' | 'missed'> {
  const count = Math.floor(Math.floor((nowMs - first) / SECOND) / periodSeconds) + 1;
  let lastMs: number | undefined;
  let at = schedule.next(first + (count - 2) * periodSeconds * SECOND);
  while (at !== undefined && at <= nowMs) {
    lastMs = at;
    at = schedule.next(at);
  }
  return { missed: count > MANY ? 'many' : 'few', ...(lastMs === undefined ? {} : { lastMs }) };
}

/** In how many milliseconds to look again; undefined where the schedule has no more starts. */
export function nextLookMs(cronJob: CronJob, schedule: CronSchedule, nowMs: number): number | undefined {
  const { sinceMs, lastMs, missed, fault } = missedStarts(cronJob, schedule, nowMs, false);
  const fromMs = lastMs ?? (fault === undefined && missed === 'none' ? sinceMs : nowMs);
  const next = schedule.next(fault === undefined ? fromMs : nowMs);
  return next === undefined ? undefined : next + NEXT_LOOK_DELAY_MS - nowMs;
}
