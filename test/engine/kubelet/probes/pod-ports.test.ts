import { resolvePort } from '../../../../lib/engine/kubelet/probes/pod-ports';
import { oneNode, runPod, told } from '../one-node';

// pkg/probe/util.go (ResolveContainerPort)
describe('resolvePort', () => {
  const container = { name: 'main', ports: [{ name: 'web', containerPort: 8080 }] };
  test.each([
    ['web', { port: 8080 }],
    [80, { port: 80 }],
    ['80', { port: 80 }],
    ['metrics', { error: 'strconv.Atoi: parsing "metrics": invalid syntax' }],
    [0, { error: 'invalid port number: 0' }],
    ['65536', { error: 'invalid port number: 65536' }],
  ])('%p', (asked, expected) => {
    expect(resolvePort(container, asked)).toEqual(expected);
  });

  test('a probe of a port that the container does not name is an error, not a failure', () => {
    const cluster = oneNode();
    runPod(cluster, 'p', { livenessProbe: { httpGet: { port: 'web' }, periodSeconds: 1, failureThreshold: 1 } });
    expect(told(cluster, 'Unhealthy')).toEqual(['Liveness probe errored: strconv.Atoi: parsing "web": invalid syntax']);
    expect(told(cluster, 'Killing')).toEqual([]);
  });
});
