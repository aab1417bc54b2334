import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { oneNode, runPod, told } from '../one-node';

// pkg/kubelet/kuberuntime/kuberuntime_container.go (getTargetID)
test('an ephemeral container waits for the container whose processes it is to see', () => {
  const cluster = oneNode();
  runPod(cluster, 'p', { image: 'registry.test/missing:1' });
  const pod: Pod = cluster.get('Pod', 'p');
  const debug = { name: 'debug', image: 'local.test/app:1', targetContainerName: 'main' };
  const spec = { ...pod.spec!, ephemeralContainers: [debug] };
  cluster.resource('Pod').updateSubresource('ephemeralcontainers', { ...pod, spec } as never);
  cluster.advance('30s');
  expect(cluster.get('Pod', 'p').status?.ephemeralContainerStatuses?.[0]?.state).toEqual({
    waiting: { reason: 'CreateContainerConfigError', message: 'unable to find target container main' },
  });
  expect(told(cluster, 'Failed')).toContain('Error: unable to find target container main');
});
