import type { CronJob, CronJobSpec, Job } from '../../../lib/engine/apimachinery/api/batch-v1';
import { template, World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function world(): World {
  const at = new World('cronjob-controller', 'job-controller');
  at.addWorker('node-1');
  return at;
}

function create(at: World, spec: Partial<CronJobSpec>): void {
  const { spec: podSpec } = template('work:1') as { spec: object };
  const jobTemplate = { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } };
  at.create('cronjobs', 'batch', 'tick', { spec: { schedule: '* * * * *', jobTemplate, ...spec } });
}

function jobs(at: World): string[] {
  return at.list<Job>('jobs', 'batch').map(({ metadata }) => metadata.name);
}

function status(at: World): CronJob['status'] {
  return at.get<CronJob>('cronjobs', 'batch', 'tick').status;
}

function patch(at: World, spec: Partial<CronJobSpec>): void {
  at.client.resource('cronjobs', 'batch').patch('tick', 'default', 'merge', { spec });
}

/** What the events say, without repetitions. */
function reasons(at: World): string[] {
  return [...new Set(at.eventTexts().map((text) => text.split(':')[0]!))];
}

describe('CronJobController', () => {
  test('starts a Job at each full minute, named after it, and keeps the last three that succeeded', () => {
    const at = world();
    at.endImage('work:1');
    create(at, {});
    at.pass(5.5 * MINUTE);
    const minute = Math.floor(at.cluster.clock.now() / MINUTE);
    expect(jobs(at)).toEqual([minute - 2, minute - 1, minute].map((number) => `tick-${number}`));
    expect(status(at)).toMatchObject({ lastScheduleTime: '2024-01-01T00:05:00Z' });
    expect(status(at)!.active).toBeUndefined();
    expect(reasons(at)).toEqual(expect.arrayContaining(['SuccessfulCreate', 'SawCompletedJob', 'SuccessfulDelete']));
  });

  test('runs for a year without being asked in between', () => {
    const at = world();
    at.endImage('work:1');
    create(at, { schedule: '0 3 * * *', timeZone: 'Europe/Berlin' });
    const started = at.cluster.store.table('batch/jobs');
    let runs = 0;
    started.subscribe(({ type }) => (runs += type === 'ADDED' ? 1 : 0));
    at.pass(366 * DAY);
    expect(jobs(at)).toHaveLength(3);
    expect(started.list()).toHaveLength(3);
    expect(status(at)).toMatchObject({
      lastScheduleTime: '2024-12-31T02:00:00Z',
      lastSuccessfulTime: '2024-12-31T02:00:02Z',
    });
    // Nothing is polled: what happens follows from the runs alone.
    expect(runs).toBeGreaterThanOrEqual(365);
    expect(at.cluster.clock.executed / runs).toBeLessThan(120);
  });

  test('with Forbid waits for the Job before', () => {
    const at = world();
    create(at, { concurrencyPolicy: 'Forbid' });
    at.pass(3.5 * MINUTE);
    expect(jobs(at)).toHaveLength(1);
    expect(status(at)!.active).toHaveLength(1);
    expect(reasons(at)).toContain('JobAlreadyActive');
  });

  test('with Replace ends the Job before', () => {
    const at = world();
    create(at, { concurrencyPolicy: 'Replace' });
    at.pass(3.5 * MINUTE);
    expect(jobs(at)).toHaveLength(1);
    expect(status(at)!.active!.map(({ name }) => name)).toEqual(jobs(at));
  });

  test('with Allow lets them run side by side, and starts none while suspended', () => {
    const at = world();
    create(at, {});
    at.pass(2.5 * MINUTE);
    patch(at, { suspend: true });
    at.pass(10 * MINUTE);
    expect(status(at)!.active).toHaveLength(2);
  });

  test('makes up one start that was missed, and says when too many were', () => {
    const at = world();
    create(at, { suspend: true });
    at.pass(3 * HOUR);
    patch(at, { suspend: false });
    at.pass(1_000);
    expect(jobs(at)).toHaveLength(1);
    expect(status(at)).toMatchObject({ lastScheduleTime: '2024-01-01T03:00:00Z' });
    expect(reasons(at)).toContain('TooManyMissedTimes');
  });

  test('follows another schedule from its next start on', () => {
    const at = world();
    create(at, { schedule: '0 12 * * *' });
    at.pass(HOUR);
    patch(at, { schedule: '30 * * * *' });
    at.pass(29 * MINUTE);
    expect(jobs(at)).toHaveLength(0);
    at.pass(2 * MINUTE);
    expect(jobs(at)).toHaveLength(1);
  });

  test('notices a Job that is gone', () => {
    const at = world();
    create(at, {});
    at.pass(1.5 * MINUTE);
    at.client.resource('jobs', 'batch').delete(jobs(at)[0]!, 'default', { propagationPolicy: 'Background' });
    at.pass(10_000);
    expect(status(at)!.active).toBeUndefined();
    expect(reasons(at)).toContain('MissingJob');
  });

  test('says that a schedule never comes', () => {
    const at = world();
    create(at, { schedule: '0 0 31 2 *' });
    at.pass(1_000);
    expect(at.eventTexts()).toEqual([
      'InvalidSchedule: invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second',
    ]);
  });

  test('a finished Job that is gone before its CronJob heard of it is no failure', () => {
    const at = world();
    at.endImage('work:1');
    create(at, { successfulJobsHistoryLimit: 0 });
    at.cluster.faults.slowWatch('kube-controller-manager', '3s', 'batch/jobs');
    at.pass(1.5 * MINUTE);
    expect(reasons(at)).toContain('SuccessfulDelete');
    expect(reasons(at)).not.toContain('FailedDelete');
  });
});
