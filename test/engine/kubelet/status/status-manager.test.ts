import { oneNode, runPod, told } from '../one-node';

// pkg/kubelet/status/status_manager.go (needsReconcile), pkg/kubelet/kubelet.go (HandlePodReconcile)
test('what others say of a pod that runs is put right with the next look at all pods', () => {
  const cluster = oneNode();
  runPod(cluster, 'p');
  const pods = cluster.resource('Pod');
  const pod = pods.get('p', 'default');
  pods.updateStatus({
    ...pod,
    status: { ...pod.status, phase: 'Failed', reason: 'Mine', message: 'said so' },
  } as never);
  cluster.advance('11s');
  const { phase, reason, conditions = [] } = cluster.get('Pod', 'p').status ?? {};
  expect({ phase, reason }).toEqual({ phase: 'Running' });
  expect(conditions.find(({ type }) => type === 'Ready')?.status).toBe('True');
  expect(told(cluster, 'Killing')).toEqual([]);
});
