import { oneNode, runPod, told } from '../one-node';

describe('shutDown', () => {
  const periods = { shutdownGracePeriodSeconds: 30, shutdownGracePeriodCriticalPodsSeconds: 10 };

  test('ordinary pods end first, critical ones after them, and the node is not ready meanwhile', () => {
    const cluster = oneNode();
    const slow = { termSeconds: 4 };
    runPod(cluster, 'shop', {}, {}, slow);
    runPod(cluster, 'system', {}, { priorityClassName: 'system-node-critical' }, slow);
    cluster.kubelets!.of('node-1')!.shutDown(periods);
    cluster.advance('2s');
    const ready = cluster.get('Node', 'node-1', '').status?.conditions?.find(({ type }) => type === 'Ready');
    expect(ready).toMatchObject({ status: 'False', reason: 'KubeletNotReady', message: 'node is shutting down' });
    expect(cluster.get('Pod', 'system').status?.phase).toBe('Running');
    cluster.advance('4s');
    expect(cluster.get('Pod', 'shop').status).toMatchObject({
      phase: 'Failed',
      reason: 'Terminated',
      message: 'Pod was terminated in response to imminent node shutdown.',
    });
    cluster.advance('6s');
    expect(cluster.get('Pod', 'system').status?.reason).toBe('Terminated');
    expect(cluster.kubelets!.of('node-1')!.running).toBe(false);
  });

  test('a pod that comes meanwhile is turned away', () => {
    const cluster = oneNode();
    runPod(cluster, 'shop', {}, { terminationGracePeriodSeconds: 20 }, { ignoresTerm: true });
    cluster.kubelets!.of('node-1')!.shutDown(periods);
    runPod(cluster, 'late', {}, { nodeName: 'node-1' });
    expect(cluster.get('Pod', 'late').status).toMatchObject({
      phase: 'Failed',
      reason: 'NodeShutdown',
      message: 'Pod was rejected: Pod was rejected as the node is shutting down.',
    });
    expect(told(cluster, 'NodeShutdown')).toEqual(['Pod was rejected as the node is shutting down.']);
  });
});
