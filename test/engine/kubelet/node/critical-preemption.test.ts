import { oneNode, runPod, told } from '../one-node';
import type { Cluster } from '../../../../lib/engine/cluster';

const asking = (cpu: string, limits = false): object => {
  const amounts = { cpu, memory: '1Gi' };
  return { resources: { requests: amounts, ...(limits ? { limits: amounts } : {}) } };
};
const critical = { nodeName: 'node-1', priorityClassName: 'system-node-critical' };

function phases(cluster: Cluster): Record<string, string | undefined> {
  return Object.fromEntries(
    cluster.list('Pod').map(({ metadata, status }) => [metadata.name, status?.reason ?? status?.phase]),
  );
}

describe('preemptionFor', () => {
  test('a pod that the cluster lives on gets the room of the smallest pod that has enough, guaranteed ones last', () => {
    const cluster = oneNode();
    runPod(cluster, 'guaranteed', asking('2', true));
    runPod(cluster, 'large', asking('4'));
    runPod(cluster, 'small', asking('2'));
    runPod(cluster, 'system', asking('1500m'), critical);
    cluster.advance('10s');
    expect(phases(cluster)).toEqual({
      guaranteed: 'Running',
      large: 'Running',
      small: 'Preempting',
      system: 'Running',
    });
    expect(told(cluster, 'Preempting')).toEqual(['Preempted in order to admit critical pod']);
  });

  test('where not even that is enough it is turned away, and nobody ends', () => {
    const cluster = oneNode();
    runPod(cluster, 'small', asking('2'));
    runPod(cluster, 'system', asking('9'), critical);
    expect(phases(cluster)).toEqual({ small: 'Running', system: 'UnexpectedAdmissionError' });
    expect(told(cluster, 'UnexpectedAdmissionError')).toEqual([
      'Unexpected error while attempting to recover from admission failure: preemption: error finding a set of pods to preempt: no set of running pods found to reclaim resources: [(res: cpu, q: 1000), ]',
    ]);
  });
});
