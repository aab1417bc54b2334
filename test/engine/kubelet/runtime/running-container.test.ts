import { oneNode, runPod } from '../one-node';

// pkg/kubelet/kuberuntime/kuberuntime_container.go (getTerminationMessage), pkg/kubelet/container/runtime.go
test('of a long termination message the last 4096 characters are read', () => {
  const cluster = oneNode();
  const message = `begin ${'x'.repeat(5000)} end`;
  runPod(cluster, 'p', {}, { restartPolicy: 'Never' }, { exitAfterSeconds: 1, message });
  const { terminated } = cluster.get('Pod', 'p').status?.containerStatuses?.[0]?.state ?? {};
  expect(terminated?.message).toBe(message.slice(-4096));
});
