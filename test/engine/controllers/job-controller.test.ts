import type { Job, JobSpec, JobStatus } from '../../../lib/engine/apimachinery/api/batch-v1';
import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import { template, World } from './world';

const TRACKING = 'batch.kubernetes.io/job-tracking';

function world(): World {
  return new World('job-controller');
}

function create(at: World, spec: Partial<JobSpec> = {}, restartPolicy = 'Never'): void {
  const { spec: podSpec } = template('work:1') as { spec: object };
  at.create('jobs', 'batch', 'work', { spec: { template: { spec: { ...podSpec, restartPolicy } }, ...spec } });
}

function status(at: World): JobStatus {
  return at.get<Job>('jobs', 'batch', 'work').status!;
}

function patch(at: World, spec: Partial<JobSpec>): void {
  at.client.resource('jobs', 'batch').patch('work', 'default', 'merge', { spec });
}

function running(at: World): Pod[] {
  return at.pods().filter((pod) => pod.status?.phase === 'Running' || pod.status?.phase === 'Pending');
}

function endAll(at: World, phase: 'Succeeded' | 'Failed'): void {
  for (const pod of running(at)) at.end(pod, phase);
}

function conditions(at: World): string[] {
  return (status(at).conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`.trim());
}

describe('JobController', () => {
  test('runs pods until enough have succeeded, never more at once than may, and counts each once', () => {
    const at = world();
    create(at, { completions: 5, parallelism: 2 });
    let most = 0;
    for (let round = 0; round < 6; round++) {
      at.pass(5_000);
      most = Math.max(most, running(at).length);
      endAll(at, 'Succeeded');
    }
    expect(most).toBe(2);
    expect(status(at)).toMatchObject({ succeeded: 5, ready: 0, uncountedTerminatedPods: {} });
    expect(conditions(at)).toEqual(['Complete True']);
    expect(at.pods()).toHaveLength(5);
    expect(at.pods().flatMap(({ metadata }) => metadata.finalizers ?? [])).toEqual([]);
    expect(at.eventTexts().pop()).toBe('Completed: Job completed');
  });

  test('gives each pod of an Indexed Job its index, and replaces the one that failed', () => {
    const at = world();
    create(at, { completions: 3, parallelism: 3, completionMode: 'Indexed' });
    at.pass(5_000);
    const [zero, one, two] = running(at).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    expect(one!.spec).toMatchObject({ hostname: 'work-1' });
    expect(one!.metadata.finalizers).toEqual([TRACKING]);
    at.end(zero!, 'Succeeded');
    at.end(one!, 'Failed');
    at.end(two!, 'Succeeded');
    at.pass(5_000);
    expect(status(at)).toMatchObject({ completedIndexes: '0,2', succeeded: 2, failed: 1 });
    at.pass(15_000);
    expect(running(at).map(({ metadata }) => metadata.generateName)).toEqual(['work-1-']);
    endAll(at, 'Succeeded');
    at.pass(5_000);
    expect(status(at)).toMatchObject({ completedIndexes: '0-2' });
    expect(conditions(at)).toEqual(['Complete True']);
  });

  test('replaces a failed pod after 10 s, then 20 s, and gives up at the limit', () => {
    const at = world();
    create(at, { backoffLimit: 2 });
    const waits: number[] = [];
    for (let failure = 0; failure < 2; failure++) {
      at.pass(3_000);
      endAll(at, 'Failed');
      const sinceMs = at.cluster.clock.now();
      while (running(at).length === 0) at.pass(1_000);
      waits.push(Math.round((at.cluster.clock.now() - sinceMs) / 10_000) * 10);
    }
    expect(waits).toEqual([10, 20]);
    at.pass(3_000);
    endAll(at, 'Failed');
    at.pass(5_000);
    expect(status(at)).toMatchObject({ failed: 3 });
    expect(conditions(at)).toEqual(['Failed True BackoffLimitExceeded']);
  });

  test('counts restarts in place against the limit', () => {
    const at = world();
    create(at, { backoffLimit: 2 }, 'OnFailure');
    at.pass(5_000);
    const [pod] = at.pods();
    const containerStatuses = [{ name: 'main', image: '', imageID: '', ready: false, restartCount: 2 }];
    at.client.resource<Pod>('pods').updateStatus({ ...pod!, status: { ...pod!.status, containerStatuses } });
    at.pass(5_000);
    expect(conditions(at)).toEqual(['Failed True BackoffLimitExceeded']);
    expect(at.pods()).toEqual([]);
  });

  test('ends with its deadline, and not while it is suspended', () => {
    const at = world();
    create(at, { activeDeadlineSeconds: 30, suspend: true });
    at.pass(60_000);
    expect(at.pods()).toEqual([]);
    expect(conditions(at)).toEqual(['Suspended True JobSuspended']);
    patch(at, { suspend: false });
    at.pass(25_000);
    expect(running(at)).toHaveLength(1);
    at.pass(10_000);
    expect(conditions(at)).toEqual(['Suspended False JobResumed', 'Failed True DeadlineExceeded']);
    expect(at.pods()).toEqual([]);
  });

  test('suspending takes the pods away without counting them', () => {
    const at = world();
    create(at, { completions: 2, parallelism: 2 });
    at.pass(5_000);
    patch(at, { suspend: true });
    at.pass(5_000);
    expect(at.pods()).toEqual([]);
    expect(status(at).failed).toBeUndefined();
    expect(status(at).active).toBeUndefined();
  });

  test('with a failure policy ignored failures do not count, and a fatal one ends the Job', () => {
    const at = world();
    const rules = [
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
      { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } },
    ];
    create(at, { backoffLimit: 0, podFailurePolicy: { rules } });
    at.pass(5_000);
    at.end(running(at)[0]!, 'Failed', { conditions: [{ type: 'DisruptionTarget', status: 'True' }] });
    at.pass(30_000);
    expect(status(at).failed).toBeUndefined();
    const state = { terminated: { exitCode: 42 } };
    const container = { name: 'main', image: '', imageID: '', ready: false, restartCount: 0, state };
    at.end(running(at)[0]!, 'Failed', { containerStatuses: [container] });
    at.pass(5_000);
    expect(conditions(at)).toEqual(['FailureTarget True PodFailurePolicy', 'Failed True PodFailurePolicy']);
    expect(status(at)).toMatchObject({ failed: 1 });
  });

  test('a work queue takes no more pods after its first success', () => {
    const at = world();
    create(at, { parallelism: 3, completions: undefined });
    at.pass(5_000);
    const [first, second] = running(at);
    at.end(first!, 'Succeeded');
    at.end(second!, 'Failed');
    at.pass(30_000);
    expect(running(at)).toHaveLength(1);
    endAll(at, 'Succeeded');
    at.pass(5_000);
    expect(status(at)).toMatchObject({ succeeded: 2, failed: 1 });
    expect(conditions(at)).toEqual(['Complete True']);
  });

  test('a pod that is deleted counts as failed and is replaced', () => {
    const at = world();
    create(at);
    at.pass(5_000);
    at.client.resource('pods').delete(at.pods()[0]!.metadata.name, 'default');
    at.pass(60_000);
    expect(status(at)).toMatchObject({ failed: 1, active: 1 });
    expect(running(at)).toHaveLength(1);
  });

  test('frees its pods when it is orphaned away', () => {
    const at = new World('job-controller', 'garbage-collector-controller');
    create(at);
    at.pass(5_000);
    at.client.resource('jobs', 'batch').delete('work', 'default', { propagationPolicy: 'Orphan' });
    at.pass(30_000);
    expect(at.pods().map(({ metadata }) => metadata.finalizers)).toEqual([undefined]);
    expect(at.pods()[0]!.metadata.ownerReferences).toBeUndefined();
  });
});
