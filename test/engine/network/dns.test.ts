import type { Pod } from '../../../lib/engine/apimachinery/api/core-v1';
import type { Cluster } from '../../../lib/engine/cluster';
import { searchDomains } from '../../../lib/engine/network/dns';
import { addService, networkCluster } from './network-cluster';

function shop(): Cluster {
  const cluster = networkCluster();
  cluster.resource('Namespace').create({ metadata: { name: 'shop' } });
  return cluster;
}

const pod = (namespace: string, spec: object = {}): Pod => ({ metadata: { namespace }, spec }) as unknown as Pod;
const found = (cluster: Cluster, name: string, namespace = 'shop'): readonly string[] =>
  cluster.network.dns.resolve(name, pod(namespace)).addresses;

describe('ClusterDns', () => {
  test('a Service is found by its name in its namespace, and with the namespace from elsewhere', () => {
    const cluster = shop();
    const ip = addService(cluster, 'web', []);
    expect(found(cluster, 'web')).toEqual([ip]);
    expect(found(cluster, 'web.shop', 'other')).toEqual([ip]);
    expect(found(cluster, 'web.shop.svc.cluster.local')).toEqual([ip]);
    expect(found(cluster, 'web', 'other')).toEqual([]);
    expect(found(cluster, 'web.')).toEqual([]);
  });

  test('a headless Service answers with its ready pods, and each of them has a name', () => {
    const cluster = shop();
    const endpoints = [
      { address: '10.244.0.1', hostname: 'db-0' },
      { address: '10.244.0.2' },
      { address: '10.244.0.3', hostname: 'db-2', conditions: { ready: false } },
    ];
    addService(cluster, 'db', endpoints, { clusterIP: 'None' });
    expect(found(cluster, 'db')).toEqual(['10.244.0.1', '10.244.0.2']);
    expect(found(cluster, 'db-0.db')).toEqual(['10.244.0.1']);
    expect(found(cluster, '10-244-0-2.db')).toEqual(['10.244.0.2']);
    expect(found(cluster, 'db-2.db')).toEqual([]);
    expect(cluster.network.dns.answer('_http._tcp.db.shop.svc.cluster.local')).toEqual({
      kind: 'services',
      targets: [
        { name: 'db-0.db.shop.svc.cluster.local', port: 8080 },
        { name: '10-244-0-2.db.shop.svc.cluster.local', port: 8080 },
      ],
    });
  });

  test('an ExternalName is an alias: within the cluster it is followed, outside somebody else must know', () => {
    const cluster = shop();
    const ip = addService(cluster, 'web', []);
    const alias = (name: string, externalName: string): void => {
      const spec = { type: 'ExternalName', externalName };
      cluster.resource('Service').create({ metadata: { name, namespace: 'shop' }, spec });
      cluster.advance(100);
    };
    alias('inner', 'web.shop.svc.cluster.local');
    alias('outer', 'db.example.com');
    expect(found(cluster, 'inner')).toEqual([ip]);
    expect(cluster.network.dns.resolve('outer', pod('shop'))).toEqual({
      name: 'db.example.com',
      addresses: [],
      outside: true,
    });
  });

  test('pods have names made of their addresses', () => {
    const cluster = shop();
    expect(found(cluster, '10-244-0-7.shop.pod.cluster.local')).toEqual(['10.244.0.7']);
  });

  test('a pod in the network of its node keeps the node’s DNS', () => {
    expect(searchDomains(pod('shop', { hostNetwork: true }))).toEqual([]);
    expect(searchDomains(pod('shop', { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }))).toHaveLength(3);
    const dnsConfig = { searches: ['example.com'] };
    expect(searchDomains(pod('shop', { dnsConfig }))).toEqual([
      'shop.svc.cluster.local',
      'svc.cluster.local',
      'cluster.local',
      'example.com',
    ]);
  });
});
