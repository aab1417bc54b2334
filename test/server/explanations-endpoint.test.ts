import { Cluster } from '../../lib/engine/cluster';
import { EXPLANATIONS_PATH, ExplanationsEndpoint } from '../../lib/server/explanations-endpoint';

function waiting(): Cluster {
  const cluster = new Cluster({ nodes: 2 });
  const resources = { requests: { cpu: '100' } };
  cluster.advance('1s');
  cluster.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'big' },
    spec: { containers: [{ name: 'main', image: 'shop/big:1', resources }] },
  });
  cluster.advance('5s');
  return cluster;
}

const ask = (cluster: Cluster, path: string, method = 'GET'): unknown =>
  JSON.parse(
    new ExplanationsEndpoint(cluster).answer({ method, url: `${EXPLANATIONS_PATH}${path}`, headers: {} }).body,
  );

describe('ExplanationsEndpoint', () => {
  test('tells why a pod waits, for people and for programs', () => {
    expect(ask(waiting(), '/default/big')).toMatchObject({
      pod: 'default/big',
      outlook: { nodes: [{ node: 'node-1', refusals: [{ plugin: 'NodeResourcesFit' }] }, { node: 'node-2' }] },
      text: expect.stringContaining('default/big waits for a node (default-scheduler)\n'),
    });
  });

  test.each([
    ['/default/nobody', 'GET', 'pods "nobody" not found'],
    ['/default', 'GET', 'could not find the requested resource'],
    ['/default/big', 'DELETE', 'does not allow this method'],
  ])('refuses %s %s', (path, method, message) => {
    expect(() => ask(waiting(), path, method)).toThrow(message);
  });

  test('says that there is no scheduler', () => {
    const cluster = waiting();
    cluster.faults.schedulerStopped();
    expect(() => ask(cluster, '/default/big')).toThrow('no scheduler runs here now');
  });
});
