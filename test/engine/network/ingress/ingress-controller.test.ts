import type { Cluster } from '../../../../lib/engine/cluster';
import { networkCluster } from '../network-cluster';

function addIngress(cluster: Cluster, name: string, className: string | undefined): void {
  const backend = { service: { name, port: { number: 80 } } };
  cluster.resource('Ingress').create({
    metadata: { name, namespace: 'default' },
    spec: {
      ...(className === undefined ? {} : { ingressClassName: className }),
      rules: [{ host: `${name}.example`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  });
  cluster.advance(100);
}

const addressOf = (cluster: Cluster, name: string): string | undefined =>
  cluster.get('Ingress', name).status?.loadBalancer?.ingress?.[0]?.ip;

describe('IngressController', () => {
  test('Ingresses of a class have its address; without a class, or of one that nobody made, none', () => {
    const cluster = networkCluster();
    for (const name of ['nginx', 'internal']) {
      cluster.resource('IngressClass').create({ metadata: { name }, spec: { controller: 'example.com/ingress' } });
    }
    addIngress(cluster, 'a', 'nginx');
    addIngress(cluster, 'b', 'nginx');
    addIngress(cluster, 'c', 'internal');
    addIngress(cluster, 'd', undefined);
    addIngress(cluster, 'e', 'nobodys');
    expect(['a', 'b', 'c', 'd', 'e'].map((name) => addressOf(cluster, name))).toEqual([
      '198.19.0.1',
      '198.19.0.1',
      '198.19.0.2',
      undefined,
      undefined,
    ]);
  });

  test('a class that is made later takes up its Ingresses, and requests find their Services', () => {
    const cluster = networkCluster();
    addIngress(cluster, 'a', 'nginx');
    cluster.resource('IngressClass').create({ metadata: { name: 'nginx' }, spec: { controller: 'example.com/i' } });
    cluster.advance(100);
    const address = addressOf(cluster, 'a')!;
    const { ingresses } = cluster.network;
    expect(ingresses!.route(address, 'a.example', '/cart')?.backend.service?.name).toBe('a');
    expect(ingresses!.route(address, 'b.example', '/')).toBeUndefined();
    expect(ingresses!.route('198.19.0.9', 'a.example', '/')).toBeUndefined();
    cluster.resource('Ingress').delete('a', 'default');
    cluster.advance(100);
    expect(ingresses!.route(address, 'a.example', '/')).toBeUndefined();
  });
});
