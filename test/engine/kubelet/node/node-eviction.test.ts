import { exec, oneNode, runPod, told } from '../one-node';
import type { Cluster } from '../../../../lib/engine/cluster';

const GI = 1024 ** 3;

function pressure(cluster: Cluster, type: string): string | undefined {
  return cluster.get('Node', 'node-1', '').status?.conditions?.find((one) => one.type === type)?.status;
}

function states(cluster: Cluster): Record<string, string | undefined> {
  return Object.fromEntries(
    cluster.list('Pod').map(({ metadata, status }) => [metadata.name, status?.reason ?? status?.phase]),
  );
}

describe('NodeEviction', () => {
  test('of the pods over their requests the one of low priority goes first, and each is told why', () => {
    const cluster = oneNode();
    const asks = (memory: string): object => ({ resources: { requests: { memory } } });
    runPod(cluster, 'modest', asks('20Gi'), {}, { memory: '10Gi' });
    runPod(cluster, 'greedy', asks('1Gi'), {}, { memory: '0:1Gi 20:12Gi' });
    runPod(cluster, 'worse', asks('1Gi'), {}, { memory: '0:1Gi 20:11Gi' });
    cluster.advance('18s');
    expect(states(cluster)).toEqual({ modest: 'Running', greedy: 'Evicted', worse: 'Running' });
    expect(told(cluster, 'Evicted')).toEqual([
      'The node was low on resource: memory. Threshold quantity: 100Mi, available: 0. Container main was using 12Gi, request is 1Gi, has larger consumption of memory. ',
    ]);
    const { status } = cluster.get('Pod', 'greedy');
    expect(status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: told(cluster, 'Evicted')[0] });
    expect(status?.conditions?.find(({ type }) => type === 'DisruptionTarget')?.reason).toBe('TerminationByKubelet');
    expect(told(cluster, 'EvictionThresholdMet')).toEqual(['Attempting to reclaim memory']);
    cluster.advance('10s');
    expect(pressure(cluster, 'MemoryPressure')).toBe('True');
  });

  test('the pressure is over five minutes after the last shortage', () => {
    const cluster = oneNode();
    const { eviction } = cluster.kubelets!.of('node-1')!;
    eviction.take('memory', 32 * GI);
    cluster.advance('20s');
    expect(pressure(cluster, 'MemoryPressure')).toBe('True');
    eviction.take('memory', 0);
    cluster.advance('4m30s');
    expect(pressure(cluster, 'MemoryPressure')).toBe('True');
    cluster.advance('1m');
    expect(pressure(cluster, 'MemoryPressure')).toBe('False');
    expect(told(cluster, 'NodeHasSufficientMemory')).toHaveLength(1);
  });

  test('a container that takes more than its limit is killed for it', () => {
    const cluster = oneNode();
    const resources = { limits: { memory: '64Mi' } };
    runPod(cluster, 'p', { resources }, { restartPolicy: 'Never' }, { memory: '0:10Mi 5:65Mi' });
    expect(cluster.get('Pod', 'p').status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      reason: 'OOMKilled',
      exitCode: 137,
    });
    expect(() => exec(cluster, 'p', ['env'])).toThrow('container not found ("main")');
  });
});
