/** What somebody sees who asks from inside of a pod. */
import { Cluster } from '../../../lib/engine/cluster';
import { exec } from '../kubelet/one-node';

function shop(): Cluster {
  const cluster = new Cluster({ nodes: 1 });
  const pod = (name: string, labels: object, ports: object[] = []): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { automountServiceAccountToken: false, containers: [{ name: 'main', image: 'example.com/tool:1', ports }] },
  });
  const web = { app: 'web' };
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };
  cluster.advance('2s');
  cluster.apply(
    [pod('asker', {}), pod('web', web, [{ containerPort: 8080 }])].concat({
      ...service,
      spec: { selector: web, ports: [{ port: 80, targetPort: 8080 }] },
    }) as Parameters<Cluster['apply']>[0],
  );
  cluster.advance('20s');
  return cluster;
}

describe('From a pod', () => {
  test('a Service is found by its name, and what answers is shown', () => {
    const cluster = shop();
    expect(exec(cluster, 'asker', ['wget', '-qO-', 'http://web'])).toBe('200\n(0)');
    expect(exec(cluster, 'asker', ['wget', '-qO-', 'web.default.svc.cluster.local:80/status/404'])).toBe(
      'wget: server returned error: HTTP/1.1 404 Not Found\n(1)',
    );
    expect(exec(cluster, 'asker', ['sh', '-c', 'wget -q http://web/page && cat page'])).toBe('200\n(0)');
    expect(exec(cluster, 'asker', ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}\\n', 'http://web/'])).toBe(
      '200\n(0)',
    );
  });

  test('names that nobody has, ports at which nobody listens', () => {
    const cluster = shop();
    expect(exec(cluster, 'asker', ['wget', '-qO-', 'http://nobody'])).toBe("wget: bad address 'nobody'\n(1)");
    expect(exec(cluster, 'asker', ['curl', 'http://nobody'])).toBe('curl: (6) Could not resolve host: nobody\n(6)');
    const { podIP = '' } = cluster.get('Pod', 'web').status ?? {};
    expect(exec(cluster, 'asker', ['wget', '-qO-', `http://${podIP}:81`])).toBe(
      `wget: can't connect to remote host (${podIP}): Connection refused\n(1)`,
    );
    cluster.delete('Pod', 'web');
    cluster.advance('40s');
    expect(exec(cluster, 'asker', ['wget', '-qO-', 'http://web'])).toMatch(
      /\(10\.96\.[\d.]+\): Connection refused\n\(1\)$/,
    );
  });

  test('what nobody knows of goes well', () => {
    const cluster = shop();
    expect(exec(cluster, 'asker', ['wget', '-q', '--spider', 'http://localhost:9/health'])).toBe('(0)');
    expect(exec(cluster, 'asker', ['sh', '-c', 'curl -sf https://web | grep well'])).toBe('(0)');
    expect(exec(cluster, 'asker', ['curl', '-s', 'http://www.example.com'])).toBe('(0)');
  });

  test('while the proxy is stopped rules lead to where nobody is any more', () => {
    const cluster = shop();
    expect(exec(cluster, 'asker', ['wget', '-qO-', 'http://web'])).toBe('200\n(0)');
    const stopped = cluster.faults.proxyStopped();
    cluster.delete('Pod', 'web');
    cluster.advance('40s');
    expect(exec(cluster, 'asker', ['wget', '-qO-', 'http://web'])).toMatch(
      /\(10\.96\.[\d.]+\): No route to host\n\(1\)$/,
    );
    expect(exec(cluster, 'asker', ['wget', '-qO-', '-T', '2', 'http://web'])).toBe('wget: download timed out\n(1)');
    stopped.heal();
    cluster.advance('2s');
    expect(exec(cluster, 'asker', ['wget', '-qO-', 'http://web'])).toMatch(/Connection refused\n\(1\)$/);
  });
});
