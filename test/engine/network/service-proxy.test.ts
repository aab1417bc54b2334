import type { Cluster } from '../../../lib/engine/cluster';
import type { Route } from '../../../lib/engine/network/service-proxy';
import { addService, networkCluster } from './network-cluster';

function shop(): Cluster {
  const cluster = networkCluster();
  cluster.resource('Namespace').create({ metadata: { name: 'shop' } });
  return cluster;
}

const POD = { address: '10.244.9.9', nodeName: 'node-1' };
const OUTSIDE = { address: '203.0.113.9' };
const addressOf = (route: Route): string => (route.to === 'endpoint' ? route.endpoint.address : route.to);

/** Where a hundred connections go. */
function targets(cluster: Cluster, address: string, source: object = POD, port = 80): string[] {
  const routes = Array.from({ length: 100 }, () =>
    cluster.network.services.route(source as typeof POD, { address, port }),
  );
  return [...new Set(routes.map(addressOf))].sort();
}

describe('ServiceProxy', () => {
  test('leads to the ready endpoints of the port, each in its turn', () => {
    const cluster = shop();
    const ip = addService(cluster, 'web', [
      { address: '10.244.0.1' },
      { address: '10.244.0.2' },
      { address: '10.244.0.3', conditions: { ready: false } },
    ]);
    expect(targets(cluster, ip)).toEqual(['10.244.0.1', '10.244.0.2']);
    expect(cluster.network.services.route(POD, { address: ip, port: 81 })).toEqual({ to: 'address' });
    expect(cluster.network.services.route(POD, { address: '10.244.0.1', port: 8080 })).toEqual({ to: 'address' });
  });

  test('without a ready endpoint those that serve while they terminate are used, and without them it is refused', () => {
    const cluster = shop();
    const leaving = { ready: false, serving: true, terminating: true };
    const web = addService(cluster, 'web', [{ address: '10.244.0.1', conditions: leaving }]);
    expect(targets(cluster, web)).toEqual(['10.244.0.1']);
    const gone = addService(cluster, 'gone', [{ address: '10.244.0.2', conditions: { ready: false } }]);
    expect(cluster.network.services.route(POD, { address: gone, port: 80 })).toEqual({
      to: 'nowhere',
      service: 'shop/gone',
      how: 'refused',
      reason: 'shop/gone has no endpoints',
    });
  });

  test('the internal policy Local keeps to the node, and drops where it has nothing', () => {
    const cluster = shop();
    const endpoints = [{ address: '10.244.0.1', node: 'node-1' }];
    const ip = addService(cluster, 'web', endpoints, { internalTrafficPolicy: 'Local' });
    expect(targets(cluster, ip)).toEqual(['10.244.0.1']);
    const far = cluster.network.services.route({ ...POD, nodeName: 'node-2' }, { address: ip, port: 80 });
    expect(far).toMatchObject({ to: 'nowhere', how: 'dropped', reason: 'shop/web has no local endpoints' });
  });

  test('a node port leads everywhere; with the external policy Local only to the pods of that node', () => {
    const cluster = shop();
    const endpoints = [
      { address: '10.244.0.1', node: 'node-1' },
      { address: '10.244.1.1', node: 'node-2' },
    ];
    const ports = [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080 }];
    addService(cluster, 'web', endpoints, { type: 'NodePort', ports });
    expect(targets(cluster, '172.18.0.2', OUTSIDE, 30080)).toEqual(['10.244.0.1', '10.244.1.1']);
    cluster.resource('Service').patch('web', 'shop', 'merge', { spec: { externalTrafficPolicy: 'Local' } });
    cluster.advance(100);
    expect(targets(cluster, '172.18.0.3', OUTSIDE, 30080)).toEqual(['10.244.1.1']);
    expect(targets(cluster, '172.18.0.2', POD, 30080)).toEqual(['10.244.0.1', '10.244.1.1']);
  });

  test('a client that is kept stays with its endpoint until that goes, or it was away too long', () => {
    const cluster = shop();
    const endpoints = ['10.244.0.1', '10.244.0.2', '10.244.0.3'].map((address) => ({ address }));
    const sessionAffinityConfig = { clientIP: { timeoutSeconds: 60 } };
    const ip = addService(cluster, 'web', endpoints, { sessionAffinity: 'ClientIP', sessionAffinityConfig });
    const [first] = targets(cluster, ip);
    expect(targets(cluster, ip)).toEqual([first]);
    const others = endpoints.filter(({ address }) => address !== first);
    const body = { endpoints: others.map(({ address }) => ({ addresses: [address] })) };
    cluster.resource('EndpointSlice').patch('web-1', 'shop', 'merge', body);
    cluster.advance(100);
    expect(targets(cluster, ip)).not.toContain(first);
  });

  test('with hints for its zone a node keeps to them', () => {
    const cluster = shop();
    const endpoints = [
      { address: '10.244.0.1', zone: 'zone-a' },
      { address: '10.244.1.1', zone: 'zone-b' },
    ];
    const ip = addService(cluster, 'web', endpoints, {}, { 'service.kubernetes.io/topology-mode': 'Auto' });
    expect(targets(cluster, ip)).toEqual(['10.244.0.1']);
    expect(targets(cluster, ip, { ...POD, nodeName: 'node-2' })).toEqual(['10.244.1.1']);
  });
});
