import { Cluster } from '../../../../lib/engine/cluster';
import { asking } from '../../../support/ask';

const PATH = '/apis/batch/v1/namespaces/default/cronjobs';
const pods = { restartPolicy: 'OnFailure', containers: [{ name: 'main', image: 'task:1' }] };

function cronJob(name: string, spec: object = {}, jobSpec: object = {}): object {
  const jobTemplate = { spec: { template: { spec: pods }, ...jobSpec } };
  return { metadata: { name }, spec: { schedule: '*/5 * * * *', jobTemplate, ...spec } };
}

describe('CronJob', () => {
  const ask = asking(new Cluster());

  test('allows runs to overlap and keeps a few Jobs', () => {
    const { spec } = ask('POST', PATH, cronJob('plain')).body;
    expect(spec).toMatchObject({
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
    expect(spec.jobTemplate.spec).not.toHaveProperty('backoffLimit');
  });

  test.each([
    [cronJob('x', { schedule: 'bad' }), 'expected exactly 5 fields, found 1: [bad]'],
    [cronJob('x', { timeZone: 'Nowhere/City' }), 'unknown time zone Nowhere/City'],
    [cronJob('x', { timeZone: 'Local' }), 'timeZone must be an explicit time zone'],
    [cronJob('x', { schedule: 'TZ=UTC * * * * *', timeZone: 'UTC' }), 'cannot use both timeZone field and TZ'],
    [cronJob('x', {}, { selector: { matchLabels: { a: 'b' } } }), '`selector` will be auto-generated'],
    [cronJob('x'.repeat(53)), 'must be no more than 52 characters'],
  ])('is refused: %#', (body, message) => {
    expect(ask('POST', PATH, body).body.message).toContain(message);
  });

  test('a zone in the schedule is taken with a warning', () => {
    const { status, warnings } = ask('POST', PATH, cronJob('zoned', { schedule: 'TZ=UTC 0 5 * * *' }));
    expect(status).toBe(201);
    expect(warnings).toEqual([expect.stringContaining('is not officially supported')]);
  });
});
