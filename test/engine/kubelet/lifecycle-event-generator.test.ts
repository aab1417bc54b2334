import type { ContainerStatus } from '../../../lib/engine/apimachinery/api/core-v1';
import type { Cluster } from '../../../lib/engine/cluster';
import { oneNode, runPod } from './one-node';

function statusOf(cluster: Cluster, list: 'containerStatuses' | 'initContainerStatuses'): ContainerStatus | undefined {
  return cluster.get('Pod', 'p').status?.[list]?.[0];
}

function isOver(cluster: Cluster): boolean {
  return ['Succeeded', 'Failed'].includes(cluster.get('Pod', 'p').status?.phase ?? '');
}

describe('ended containers', () => {
  // pkg/kubelet/pod_container_deletor.go (getContainersToDeleteInPod)
  test('of the ended runs of a container one is kept when another has ended', () => {
    const cluster = oneNode();
    const failing = { exitAfterSeconds: 1, exitCode: 1 };
    runPod(cluster, 'p', {}, { restartPolicy: 'OnFailure' }, [failing, failing, { exitAfterSeconds: 1 }]);
    cluster.runUntil(() => statusOf(cluster, 'containerStatuses')?.restartCount === 2, { within: '2m' });
    expect(statusOf(cluster, 'containerStatuses')?.lastState?.terminated?.exitCode).toBe(1);
    cluster.runUntil(() => isOver(cluster), { within: '1m' });
    expect(statusOf(cluster, 'containerStatuses')).toMatchObject({
      state: { terminated: { exitCode: 0 } },
      lastState: {},
    });
  });

  // pkg/kubelet/kuberuntime/kuberuntime_container.go (pruneInitContainersBeforeStart)
  test('of the runs of an init container the last one is kept when the pod goes on', () => {
    const cluster = oneNode();
    const runs = JSON.stringify([{ exitAfterSeconds: 1, exitCode: 2 }, { exitAfterSeconds: 1 }]);
    cluster.resource('Pod').create({
      metadata: { name: 'p', namespace: 'default', annotations: { 'boutique.test/run.first': runs } },
      spec: {
        initContainers: [{ name: 'first', image: 'local.test/app:1' }],
        containers: [{ name: 'main', image: 'local.test/app:1' }],
      },
    });
    cluster.runUntil(() => statusOf(cluster, 'initContainerStatuses')?.restartCount === 1, { within: '1m' });
    expect(statusOf(cluster, 'initContainerStatuses')?.lastState?.terminated?.exitCode).toBe(2);
    cluster.runUntil(() => cluster.get('Pod', 'p').status?.phase === 'Running', { within: '1m' });
    expect(statusOf(cluster, 'initContainerStatuses')).toMatchObject({ restartCount: 1, ready: true, lastState: {} });
  });

  // pkg/kubelet/status/status_manager.go (mergePodStatus)
  test('a pod says that its containers have ended before it says that it has', () => {
    const cluster = oneNode();
    runPod(cluster, 'p', {}, { restartPolicy: 'Never' }, { exitAfterSeconds: 12, exitCode: 1 });
    cluster.runUntil(() => statusOf(cluster, 'containerStatuses')?.state?.terminated !== undefined, { within: '1m' });
    const { phase, conditions = [] } = cluster.get('Pod', 'p').status ?? {};
    expect(phase).toBe('Running');
    expect(conditions.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'False', reason: 'PodFailed' });
    cluster.runUntil(() => isOver(cluster), { within: '2s' });
  });
});
