import type { JsonObject, KubeObject } from '../../../../lib/engine/apimachinery/object-meta';
import type { NodeMetrics, PodMetrics } from '../../../../lib/engine/client/metric-sources';
import { Cluster, type ClusterOptions } from '../../../../lib/engine/cluster';
import { playKubelets } from '../../../conformance/contract-kubelet';

function clusterWith(options: Pick<ClusterOptions, 'usage' | 'metricsServer'> = { metricsServer: true }): Cluster {
  const cluster = new Cluster({ kubelets: 'none', ...options });
  playKubelets(cluster);
  const allocatable = { cpu: '4', memory: '8Gi', pods: '100' };
  for (const name of ['node-1', 'node-2'])
    cluster.resource('Node').create({ metadata: { name }, status: { allocatable, capacity: allocatable } });
  cluster.advance('5s');
  return cluster;
}

function run(cluster: Cluster, name: string, annotations: Readonly<Record<string, string>> = {}): void {
  const spec = { nodeName: 'node-1', containers: ['app', 'proxy'].map((one) => ({ name: one, image: 'web:1' })) };
  cluster.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name, annotations, labels: { name } }, spec });
  cluster.advance('2s');
}

function ask(cluster: Cluster, url: string, accept?: string): JsonObject {
  return JSON.parse(cluster.http({ method: 'GET', url, headers: { accept } }).body ?? '') as JsonObject;
}

const podsOf = (cluster: Cluster): readonly PodMetrics[] =>
  cluster.client().resource<PodMetrics>('pods', 'metrics.k8s.io').list();

describe('serveMetrics', () => {
  test('a pod uses what its annotations say: the first container, the others nothing', () => {
    const cluster = clusterWith();
    run(cluster, 'web', { 'boutique.test/cpu': '250m', 'boutique.test/memory': '10Mi' });
    run(cluster, 'cpu-only', { 'boutique.test/cpu': '5m' });
    run(cluster, 'silent');
    expect(podsOf(cluster).map(({ metadata, containers }) => [metadata.name, containers])).toEqual([
      [
        'cpu-only',
        [
          { name: 'app', usage: { cpu: '5m' } },
          { name: 'proxy', usage: { cpu: '0' } },
        ],
      ],
      [
        'web',
        [
          { name: 'app', usage: { cpu: '250m', memory: '10Mi' } },
          { name: 'proxy', usage: { cpu: '0', memory: '0' } },
        ],
      ],
    ]);
  });

  test('where annotations are silent another source is asked', () => {
    const usage = {
      usageOf: (_pod: KubeObject, container: string) => (container === 'app' ? { cpu: '1', memory: '1Gi' } : undefined),
    };
    const cluster = clusterWith({ metricsServer: true, usage: usage as ClusterOptions['usage'] });
    run(cluster, 'web', { 'boutique.test/cpu': '250m' });
    expect(podsOf(cluster)[0]?.containers[0]).toEqual({ name: 'app', usage: { cpu: '250m', memory: '1Gi' } });
  });

  test('kubelets know the memory of images that say it, and nothing of others', () => {
    const cluster = new Cluster({ nodes: 1, images: { 'shop/*': { memory: '0:32Mi 60:200Mi' } } });
    const containers = [{ name: 'app', image: 'shop/web:1' }];
    cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
    cluster.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'known' }, spec: { containers } });
    const other = [{ name: 'app', image: 'other:1' }];
    cluster.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other' }, spec: { containers: other } });
    cluster.advance('30s');
    expect(podsOf(cluster).map(({ metadata, containers: [first] }) => [metadata.name, first?.usage])).toEqual([
      ['known', { cpu: '1m', memory: '32Mi' }],
    ]);
    cluster.advance('1m');
    expect(podsOf(cluster)[0]?.containers[0]?.usage.memory).toBe('200Mi');
  });

  test('a node uses what its pods do; nobody can ask one that is not ready', () => {
    const cluster = clusterWith();
    run(cluster, 'web', { 'boutique.test/cpu': '250m', 'boutique.test/memory': '10Mi' });
    run(cluster, 'shop', { 'boutique.test/cpu': '50m', 'boutique.test/memory': '6Mi' });
    const nodes = cluster.client().resource<NodeMetrics>('nodes', 'metrics.k8s.io');
    expect(nodes.list().map(({ metadata, usage }) => [metadata.name, usage])).toEqual([
      ['node-1', { cpu: '300m', memory: '16Mi' }],
      ['node-2', { cpu: '0', memory: '0' }],
    ]);
    const { status, ...node } = cluster.get('Node', 'node-1');
    const conditions = status?.conditions?.map((one) => (one.type === 'Ready' ? { ...one, status: 'Unknown' } : one));
    cluster.resource('Node').updateStatus({ ...node, status: { ...status, conditions } });
    expect(nodes.list().map(({ metadata }) => metadata.name)).toEqual(['node-2']);
    expect(podsOf(cluster)).toEqual([]);
  });

  test('it is found as any group is, read by selector, and shown as a table', () => {
    const cluster = clusterWith();
    run(cluster, 'web', { 'boutique.test/cpu': '250m' });
    run(cluster, 'shop', { 'boutique.test/cpu': '50m' });
    const resources = ask(cluster, '/apis/metrics.k8s.io/v1beta1').resources as readonly JsonObject[];
    expect(resources.map(({ name, kind, verbs }) => [name, kind, verbs])).toEqual([
      ['nodes', 'NodeMetrics', ['get', 'list']],
      ['pods', 'PodMetrics', ['get', 'list']],
    ]);
    const path = '/apis/metrics.k8s.io/v1beta1/namespaces/default/pods';
    const selected = ask(cluster, `${path}?labelSelector=name%3Dshop`);
    expect(selected).toMatchObject({ kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1' });
    expect((selected.items as readonly KubeObject[]).map(({ metadata }) => metadata.name)).toEqual(['shop']);
    expect(ask(cluster, `${path}/web`)).toMatchObject({ kind: 'PodMetrics', metadata: { name: 'web' } });
    expect(ask(cluster, `${path}/nobody`)).toMatchObject({
      code: 404,
      message: 'pods.metrics.k8s.io "nobody" not found',
    });
    const table = ask(cluster, path, 'application/json;as=Table;v=v1;g=meta.k8s.io');
    expect((table.rows as readonly JsonObject[]).map(({ cells }) => cells)).toEqual([
      ['shop', '50m', '0', '15s'],
      ['web', '250m', '0', '15s'],
    ]);
    expect(cluster.http({ method: 'POST', url: path, headers: {}, body: '{}' }).status).toBe(405);
    expect(cluster.get('APIService', 'v1beta1.metrics.k8s.io')).toMatchObject({
      status: { conditions: [{ type: 'Available', status: 'True' }] },
    });
  });

  test('a cluster without nodes of its own has no such API unless it is asked for', () => {
    expect(clusterWith({}).http({ method: 'GET', url: '/apis/metrics.k8s.io/v1beta1', headers: {} }).status).toBe(404);
    const whole = new Cluster({ nodes: 1 });
    expect(whole.http({ method: 'GET', url: '/apis/metrics.k8s.io/v1beta1', headers: {} }).status).toBe(200);
  });

  test('OpenAPI leaves it out and stays whole', () => {
    const cluster = clusterWith();
    const { paths } = ask(cluster, '/openapi/v3') as { paths: JsonObject };
    expect(Object.keys(paths)).toContain('apis/apps/v1');
    expect(Object.keys(paths)).not.toContain('apis/metrics.k8s.io/v1beta1');
  });
});
