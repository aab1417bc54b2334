import { httpTarget, resolvePort } from '../../../../lib/engine/kubelet/probes/pod-ports';
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

// pkg/probe/http/request.go (formatURL), Go's net/url
describe('httpTarget', () => {
  test.each([
    ['/healthz?x=1', '/healthz?x=1'],
    ['healthz', '/healthz'],
    ['/a b?c=d&e=%20#f', '/a%20b?c=d&e=%20#f'],
    ['/100%', '/100%25'],
    ['//x/../y%zz', '//x/../y%25zz'],
    ['http://other/x', '/x'],
    ['//other/x', '/x'],
    ['/a%2Fb(c)', '/a%2Fb(c)'],
  ])('the path %s is asked for as %s', (path, asked) => {
    expect(httpTarget({ port: 80, path }, '10.0.0.1', 80)).toEqual({
      scheme: 'http',
      host: '10.0.0.1',
      port: 80,
      path: asked,
    });
  });
});
