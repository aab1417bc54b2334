import type { ShownContainerStatus, ShownPod } from '../../../../lib/engine/apiserver/tables/pod-summary';
import { podSummary } from '../../../../lib/engine/apiserver/tables/pod-summary';

const metadata = { name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: '2024-01-01T00:00:00Z' };

function pod(spec: ShownPod['spec'], status: ShownPod['status'], deletionTimestamp?: string): ShownPod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, deletionTimestamp }, spec, status };
}

const running: ShownContainerStatus = { name: 'main', ready: true, state: { running: {} } };
const one = { containers: [{}] };
const two = { containers: [{}, {}] };

describe('podSummary', () => {
  test('counts ready containers of all', () => {
    const waiting = { name: 'side', state: { waiting: { reason: 'ImagePullBackOff' } } };
    expect(podSummary(pod(two, { phase: 'Pending', containerStatuses: [running, waiting] }))).toMatchObject({
      ready: '1/2',
      reason: 'ImagePullBackOff',
    });
  });

  test('says Running while one container runs beside a completed one, if the pod is ready', () => {
    const done = { name: 'side', state: { terminated: { exitCode: 0, reason: 'Completed' } } };
    const containerStatuses = [done, running];
    expect(podSummary(pod(two, { phase: 'Running', containerStatuses })).reason).toBe('NotReady');
    const conditions = [{ type: 'Ready', status: 'True' }];
    expect(podSummary(pod(two, { phase: 'Running', conditions, containerStatuses })).reason).toBe('Running');
  });

  test('counts init containers that are done, and tells what holds the next one', () => {
    const spec = { containers: [{}], initContainers: [{ name: 'i1' }, { name: 'i2' }] };
    const done = { name: 'i1', restartCount: 2, state: { terminated: { exitCode: 0 } } };
    const states: [ShownContainerStatus['state'], string][] = [
      [{ running: {} }, 'Init:1/2'],
      [{ waiting: { reason: 'PodInitializing' } }, 'Init:1/2'],
      [{ waiting: { reason: 'CrashLoopBackOff' } }, 'Init:CrashLoopBackOff'],
      [{ terminated: { exitCode: 1, reason: 'Error' } }, 'Init:Error'],
      [{ terminated: { exitCode: 3 } }, 'Init:ExitCode:3'],
      [{ terminated: { exitCode: 137, signal: 9 } }, 'Init:Signal:9'],
    ];
    for (const [state, reason] of states) {
      const initContainerStatuses = [done, { name: 'i2', restartCount: 1, state }];
      expect(podSummary(pod(spec, { phase: 'Pending', initContainerStatuses }))).toMatchObject({ reason, restarts: 3 });
    }
  });

  test('forgets restarts of init containers once the main containers count', () => {
    const spec = { containers: [{}], initContainers: [{ name: 'i' }] };
    const initContainerStatuses = [{ name: 'i', restartCount: 5, state: { terminated: { exitCode: 0 } } }];
    const containerStatuses = [
      { ...running, restartCount: 2, lastState: { terminated: { finishedAt: '2024-01-01T00:00:09Z' } } },
      { ...running, restartCount: 1, lastState: { terminated: { finishedAt: '2024-01-01T00:00:05Z' } } },
    ];
    expect(podSummary(pod(spec, { phase: 'Running', initContainerStatuses, containerStatuses }))).toMatchObject({
      restarts: 3,
      lastRestart: '2024-01-01T00:00:09Z',
    });
  });

  test('says Terminating until the pod has ended, and Unknown when its node is lost', () => {
    const at = '2024-01-01T00:01:00Z';
    expect(podSummary(pod(one, { phase: 'Running', containerStatuses: [running] }, at)).reason).toBe('Terminating');
    expect(podSummary(pod(one, { phase: 'Failed' }, at)).reason).toBe('Failed');
    expect(podSummary(pod(one, { phase: 'Running', reason: 'NodeLost' }, at)).reason).toBe('Unknown');
  });
});
