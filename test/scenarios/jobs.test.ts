/** Jobs that fail, Jobs that do not end, CronJobs that pile up or stop. */
import type { JsonObject } from '../../lib/engine/apimachinery/object-meta';
import type { Cluster } from '../../lib/engine/cluster';
import { job, object, template } from './manifests';
import { condition, events, evict, newCluster, podsOf } from './observations';

const failing = { exitAfterSeconds: 1, exitCode: 1 };
const failed = (cluster: Cluster) => condition(cluster.get('Job', 'batch'), 'Failed');
const complete = (cluster: Cluster) => condition(cluster.get('Job', 'batch'), 'Complete');

// pkg/controller/job/job_controller.go, backoff_utils.go
describe('34. When does a Job give up?', () => {
  test('after backoffLimit failures, with 10 s doubled between them', () => {
    const cluster = newCluster();
    cluster.apply(job('batch', { run: failing }));
    cluster.runUntil(() => failed(cluster) !== undefined, { within: '1h' });
    expect(failed(cluster)).toEqual({
      status: 'True',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    });
    const starts = podsOf(cluster, 'batch')
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp) / 1000)
      .sort((a, b) => a - b);
    const gaps = starts.slice(1).map((start, index) => start - starts[index]!);
    expect(starts).toHaveLength(7);
    [10, 20, 40, 80, 160, 320].forEach((backOff, index) => {
      expect(gaps[index]).toBeGreaterThanOrEqual(backOff);
      expect(gaps[index]).toBeLessThan(backOff + 8);
    });
    expect(events(cluster, 'BackoffLimitExceeded')).toEqual(['Job has reached the specified backoff limit']);
  });

  test('activeDeadlineSeconds comes before any number of tries', () => {
    const cluster = newCluster();
    cluster.apply(job('batch', { run: failing, spec: { backoffLimit: 100, activeDeadlineSeconds: 60 } }));
    cluster.advance('61s');
    expect(failed(cluster)).toEqual({
      status: 'True',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    });
  });

  test('a podFailurePolicy ends it at once', () => {
    const rule = { action: 'FailJob', onExitCodes: { containerName: 'main', operator: 'In', values: [42] } };
    const cluster = newCluster();
    cluster.apply(
      job('batch', { run: { exitAfterSeconds: 1, exitCode: 42 }, spec: { podFailurePolicy: { rules: [rule] } } }),
    );
    cluster.advance('10s');
    const name = podsOf(cluster, 'batch')[0]!.metadata.name;
    expect(failed(cluster)).toEqual({
      status: 'True',
      reason: 'PodFailurePolicy',
      message: `Container main for pod default/${name} failed with exit code 42 matching FailJob rule at index 0`,
    });
  });

  test('pods that a drain takes do not count where the policy ignores them', () => {
    const rule = { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] };
    const afterDrain = (spec: JsonObject): Cluster => {
      const cluster = newCluster();
      cluster.apply(job('batch', { run: { exitAfterSeconds: 60 }, spec: { backoffLimit: 0, ...spec } }));
      cluster.runUntil(() => cluster.get('Job', 'batch').status?.ready === 1);
      evict(cluster, podsOf(cluster, 'batch')[0]!.metadata.name);
      cluster.advance('5m');
      return cluster;
    };
    expect(failed(afterDrain({}))?.reason).toBe('BackoffLimitExceeded');
    expect(complete(afterDrain({ podFailurePolicy: { rules: [rule] } }))?.status).toBe('True');
  });

  test('tries that go well in the end are no failure', () => {
    const cluster = newCluster();
    const run = [failing, failing, { exitAfterSeconds: 1 }];
    cluster.apply(job('batch', { run, pod: { restartPolicy: 'OnFailure' } }));
    cluster.runUntil(() => complete(cluster)?.status === 'True');
    expect(failed(cluster)).toBeUndefined();
  });
});

// pkg/kubelet/kubelet_pods.go (getPhase), pkg/api/pod/util.go (dropDisabledFields: SidecarContainers is off in v1.28)
test('35. Does a sidecar keep the Job alive? Yes, for as long as it runs', () => {
  const main = { name: 'main', image: 'registry.example/app:1' };
  const sidecar = { name: 'sidecar', image: 'registry.example/sidecar:1' };
  const images = { 'registry.example/sidecar:1': { exitAfterSeconds: 1e7 } };
  const cluster = newCluster({ images });
  cluster.apply(job('batch', { pod: { containers: [main, sidecar] } }));
  cluster.advance('24h');
  expect(complete(cluster)).toBeUndefined();
  expect(cluster.get('Job', 'batch').status?.active).toBe(1);
  expect(condition(podsOf(cluster, 'batch')[0]!, 'Ready')).toMatchObject({
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [main]',
  });

  const polite = newCluster({ images: { 'registry.example/sidecar:1': { exitAfterSeconds: 5 } } });
  polite.apply(job('batch', { pod: { containers: [main, sidecar] } }));
  polite.runUntil(() => complete(polite)?.status === 'True');

  // What ends with the others is a sidecar among the init containers, from v1.29 on; v1.28 drops the field, so nothing comes after it.
  const native = newCluster({ images });
  native.apply(job('batch', { pod: { initContainers: [{ ...sidecar, restartPolicy: 'Always' }] } }));
  native.advance('1h');
  const [pod] = podsOf(native, 'batch');
  expect(pod!.spec!.initContainers![0]!.restartPolicy).toBeUndefined();
  expect(condition(pod!, 'Initialized')?.message).toBe('containers with incomplete status: [sidecar]');
});

function cronJob(spec: JsonObject, run: JsonObject = { exitAfterSeconds: 1 }) {
  const pod = template('cron', { run, pod: { restartPolicy: 'Never' } });
  return object('batch/v1', 'CronJob', 'cron', {
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template: pod } }, ...spec },
  });
}

const active = (cluster: Cluster): number => cluster.get('CronJob', 'cron').status?.active?.length ?? 0;

// pkg/controller/cronjob/cronjob_controllerv2.go (syncCronJob)
test('36. Will CronJobs pile up or stop? Allow piles up, Forbid waits, Replace ends the one before', () => {
  const slow = { exitAfterSeconds: 300 };
  const activeWith = (concurrencyPolicy: string): Cluster => {
    const cluster = newCluster();
    cluster.apply(cronJob({ concurrencyPolicy }, slow));
    cluster.advance('4m30s');
    return cluster;
  };
  expect(active(activeWith('Allow'))).toBe(4);
  const forbidding = activeWith('Forbid');
  expect(active(forbidding)).toBe(1);
  expect(events(forbidding, 'JobAlreadyActive')).toEqual([
    'Not starting job because prior execution is running and concurrency policy is Forbid',
  ]);
  const replacing = activeWith('Replace');
  expect(active(replacing)).toBe(1);
  expect(events(replacing, 'SuccessfulDelete')).toHaveLength(3);
});

// pkg/controller/cronjob/utils.go (mostRecentScheduleTime)
test('36. Will CronJobs pile up or stop? After more than 100 missed times it warns, and runs once', () => {
  const cluster = newCluster();
  cluster.apply(cronJob({ suspend: true }));
  cluster.advance('200m');
  cluster.apply(cronJob({ suspend: false }));
  cluster.advance('20s');
  expect(events(cluster, 'TooManyMissedTimes')).toEqual([
    'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
  ]);
  expect(cluster.list('Job')).toHaveLength(1);

  // With a deadline only the times within it count as missed.
  const patient = newCluster();
  patient.apply(cronJob({ suspend: true, startingDeadlineSeconds: 200 }));
  patient.advance('200m');
  patient.apply(cronJob({ suspend: false, startingDeadlineSeconds: 200 }));
  patient.advance('20s');
  expect(events(patient, 'TooManyMissedTimes')).toEqual([]);
  expect(patient.list('Job')).toHaveLength(1);
});
