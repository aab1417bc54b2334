import type { Cluster } from '../../../../lib/engine/cluster';
import type { ContainerLogOptions } from '../../../../lib/engine/apiserver/node-connection';
import { exec, oneNode, runPod } from '../one-node';

function log(cluster: Cluster, name: string, options: Partial<ContainerLogOptions> = {}): string {
  const { server } = cluster.kubelets!.of('node-1')!;
  return server.containerLog(cluster.get('Pod', name), { container: 'main', ...options }).text;
}

describe('KubeletServer', () => {
  test('a log is cut to the lines, the time and the bytes that are asked for', () => {
    const cluster = oneNode();
    runPod(cluster, 'p', {}, {}, { log: ['one', 'stderr: two', 'thrée'] });
    expect(log(cluster, 'p', { tailLines: 2 })).toBe('two\nthrée\n');
    expect(log(cluster, 'p', { tailLines: 0 })).toBe('');
    expect(log(cluster, 'p', { limitBytes: 6 })).toBe('one\ntw');
    expect(log(cluster, 'p', { sinceSeconds: 1 })).toBe('');
    expect(log(cluster, 'p', { timestamps: true, tailLines: 1 })).toMatch(/^2024-01-01T00:00:\d\d\.\d{9}Z thrée\n$/);
  });

  test('a followed log ends with its container', () => {
    const cluster = oneNode();
    runPod(cluster, 'p', {}, { restartPolicy: 'Never' }, { log: ['hello'], exitAfterSeconds: 30 });
    const { server } = cluster.kubelets!.of('node-1')!;
    const found = server.containerLog(cluster.get('Pod', 'p'), { container: 'main', follow: true });
    const heard: string[] = [];
    found.follow?.({ text: (text) => heard.push(text), end: () => heard.push('(end)') });
    cluster.advance('10s');
    expect([found.text, ...heard]).toEqual(['hello\n']);
    cluster.advance('30s');
    expect(heard).toEqual(['(end)']);
  });

  test('commands end with their codes, and what a test image does not have is not found', () => {
    const cluster = oneNode();
    runPod(cluster, 'p');
    expect(exec(cluster, 'p', ['echo', 'a', 'b'])).toBe('a b\n(0)');
    expect(exec(cluster, 'p', ['fail', '3', 'went', 'wrong'])).toBe('went wrong\n(3)');
    expect(exec(cluster, 'p', ['cat', '/nope'])).toBe('cat: /nope: No such file or directory\n(1)');
    expect(exec(cluster, 'p', ['cat'], 'there and back')).toBe('there and back(0)');
    expect(exec(cluster, 'p', ['sh', '-c', 'true'])).toMatch(
      /exec: "sh": executable file not found in \$PATH: unknown$/,
    );
  });

  test('an image that nobody knows has a shell and whatever is asked for', () => {
    const cluster = oneNode({ images: { 'shop/db': { commands: { ping: { stdout: 'pong\n' } } } } });
    runPod(cluster, 'p', { image: 'example.com/tool:1' });
    expect(exec(cluster, 'p', ['/bin/sh', '-c', 'false || echo "a b"; pg_isready && echo well'])).toBe(
      'a b\nwell\n(0)',
    );
    expect(exec(cluster, 'p', ['sh'], 'echo one\nexit 4\necho two\n')).toBe('one\n(4)');
    runPod(cluster, 'q', { image: 'shop/db:1' });
    expect(exec(cluster, 'q', ['/usr/bin/ping'])).toBe('pong\n(0)');
    expect(exec(cluster, 'q', ['sh', '-c', 'pong'])).toBe('sh: pong: not found\n(127)');
  });

  test('what listens on a port answers through the proxy of the API server', () => {
    const cluster = oneNode();
    runPod(cluster, 'p', {}, {}, { listen: { '8080': '0:200' } });
    const get = (path: string): number =>
      cluster.http({ method: 'GET', url: `/api/v1/namespaces/default/pods/p:8080/proxy${path}`, headers: {} }).status;
    expect([get('/'), get('/status/404')]).toEqual([200, 404]);
  });
});
