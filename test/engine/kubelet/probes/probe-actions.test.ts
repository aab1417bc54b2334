import { oneNode, runPod, told } from '../one-node';

// pkg/kubelet/container/helpers.go (ExpandContainerCommandOnlyStatic)
test('an exec probe knows variables that have a value of their own; others are empty', () => {
  const cluster = oneNode();
  runPod(cluster, 'p', {
    env: [
      { name: 'A', value: 'first' },
      { name: 'A', value: 'last' },
      { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
    readinessProbe: { exec: { command: ['fail', '1', '$(A)', '[$(NAME)]', '$(NONE)', '$$(A)'] }, periodSeconds: 1 },
  });
  expect(told(cluster, 'Unhealthy')).toEqual(['Readiness probe failed: last [] $(NONE) $(A)\n']);
});
