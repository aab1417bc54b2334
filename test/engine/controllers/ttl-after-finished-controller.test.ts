import type { Job } from '../../../lib/engine/apimachinery/api/batch-v1';
import { formatTime } from '../../../lib/engine/apimachinery/time';
import { template, World } from './world';

function finishedJob(ttlSecondsAfterFinished: number): World {
  const at = new World('ttl-after-finished-controller', 'garbage-collector-controller');
  const pod = template('shop/task:1') as { readonly spec: object };
  const spec = { ttlSecondsAfterFinished, template: { ...pod, spec: { ...pod.spec, restartPolicy: 'Never' } } };
  const job = at.create<Job>('jobs', 'batch', 'task', { spec });
  const lastTransitionTime = formatTime(at.cluster.clock.now());
  const conditions = [{ type: 'Complete', status: 'True', lastTransitionTime }];
  at.client.resource<Job>('jobs', 'batch').updateStatus({ ...job, status: { ...job.status, conditions } });
  return at;
}

const isThere = (at: World): boolean => at.client.resource('jobs', 'batch').find('task', 'default') !== undefined;

describe('TtlAfterFinishedController', () => {
  test('a Job goes when its time is over', () => {
    const at = finishedJob(60);
    at.pass(59_000);
    expect(isThere(at)).toBe(true);
    at.pass(2_000);
    expect(isThere(at)).toBe(false);
  });

  test('a Job that gets more time stays so much longer', () => {
    const at = finishedJob(60);
    at.pass(30_000);
    at.client.resource('jobs', 'batch').patch('task', 'default', 'merge', { spec: { ttlSecondsAfterFinished: 3600 } });
    at.pass(60_000);
    expect(isThere(at)).toBe(true);
    at.pass(3_600_000);
    expect(isThere(at)).toBe(false);
  });
});
