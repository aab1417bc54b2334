/** What becomes of a Service when one of its nodes dies: everything runs, nobody helps. */
import { Cluster } from '../../lib/engine/cluster';

const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  replicas: 6
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      automountServiceAccountToken: false
      containers: [{ name: main, image: local.test/app:1, ports: [{ containerPort: 8080 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: default }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
`;

/** How many endpoints of the node are ready, and how many are not. */
function endpointsOn(cluster: Cluster, node: string): readonly [number, number] {
  const endpoints = cluster.list('EndpointSlice', { namespace: 'default' }).flatMap((slice) => slice.endpoints ?? []);
  const here = endpoints.filter(({ nodeName }) => nodeName === node);
  const ready = here.filter(({ conditions }) => conditions?.ready).length;
  return [ready, here.length - ready];
}

const available = (cluster: Cluster): number => cluster.get('Deployment', 'web').status?.availableReplicas ?? 0;

describe('a node dies', () => {
  test('for 40 seconds traffic still goes there, after five minutes its pods are replaced elsewhere', () => {
    const cluster = new Cluster({ nodes: 3 });
    cluster.apply(SHOP);
    cluster.runUntil(() => available(cluster) === 6);
    cluster.advance('10s');
    const [pods] = endpointsOn(cluster, 'node-1');
    expect(pods).toBeGreaterThan(0);

    cluster.kubelets!.of('node-1')!.stop();
    cluster.advance('29s');
    expect(endpointsOn(cluster, 'node-1')).toEqual([pods, 0]);
    cluster.advance('25s');
    expect(endpointsOn(cluster, 'node-1')).toEqual([0, pods]);
    expect(available(cluster)).toBe(6 - pods);

    cluster.advance('4m');
    expect(available(cluster)).toBe(6 - pods);
    cluster.advance('90s');
    expect(available(cluster)).toBe(6);
    const ip = cluster.get('Service', 'web').spec!.clusterIP!;
    const source = { address: '10.244.9.9', nodeName: 'node-2' };
    const nodes = Array.from({ length: 50 }, () => cluster.network.services.route(source, { address: ip, port: 80 }));
    expect(nodes.map((route) => (route.to === 'endpoint' ? route.endpoint.nodeName : route.to))).not.toContain(
      'node-1',
    );
  });
});
