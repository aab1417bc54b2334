import type { Pod } from '../../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../../lib/engine/cluster';

const FAKE = { 'kwok.x-k8s.io/node': 'fake' };

function withFakeNode(annotations: Readonly<Record<string, string>> = FAKE): Cluster {
  const cluster = new Cluster();
  const capacity = { cpu: '4', memory: '8Gi', pods: '110' };
  cluster.resource('Node').create({
    metadata: { name: 'hollow', annotations },
    status: { capacity, allocatable: capacity },
  });
  cluster.advance('5s');
  return cluster;
}

function run(cluster: Cluster, name: string, spec: object = {}): void {
  const containers = [
    { name: 'main', image: 'nowhere.example/web:1', readinessProbe: { exec: { command: ['fail'] } } },
  ];
  cluster.resource('Pod').create({
    metadata: { name, namespace: 'default' },
    spec: { nodeName: 'hollow', automountServiceAccountToken: false, containers, ...spec },
  });
}

const readiness = (cluster: Cluster): string | undefined =>
  cluster.get('Node', 'hollow').status?.conditions?.find(({ type }) => type === 'Ready')?.status;

describe('FakeKubelets', () => {
  test('keep their nodes ready for as long as anybody looks', () => {
    const cluster = withFakeNode();
    cluster.advance('2h');
    expect(readiness(cluster)).toBe('True');
    expect(cluster.kubelets?.of('hollow')).toBeUndefined();
    expect(cluster.faults.active()).toEqual([]);
    expect(() => cluster.faults.nodeDown('hollow')).toThrow('There is no simulated kubelet on "hollow"');
  });

  test('let pods be ready a second after they are bound, whatever their probes would say', () => {
    const cluster = withFakeNode();
    run(cluster, 'web');
    run(cluster, 'beside', { hostNetwork: true });
    cluster.advance('2s');
    const { status } = cluster.get('Pod', 'web') as Pod;
    expect(status).toMatchObject({ phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] });
    expect(status?.podIP).toMatch(/^10\.244\./);
    expect(cluster.get('Pod', 'beside').status?.podIP).toBe(status?.hostIP);
    cluster.delete('Pod', 'web');
    cluster.advance('1s');
    expect(cluster.list('Pod').map(({ metadata }) => metadata.name)).toEqual(['beside']);
  });

  test('send again what they could not while there was no API server', () => {
    const cluster = withFakeNode();
    run(cluster, 'web');
    cluster.advance('500ms');
    const stopped = cluster.faults.apiServerStopped();
    cluster.advance('1m');
    stopped.heal();
    cluster.advance('10s');
    expect(cluster.get('Pod', 'web').status?.phase).toBe('Running');
  });

  test('leave a node that is switched off, and take it up again', () => {
    const cluster = withFakeNode();
    const annotate = (value: string): void => {
      const node = cluster.get('Node', 'hollow');
      const annotations = { ...node.metadata.annotations, 'boutique.test/kubelet': value };
      cluster.resource('Node').update({ ...node, metadata: { ...node.metadata, annotations } });
    };
    annotate('off');
    cluster.advance('2m');
    expect(readiness(cluster)).toBe('Unknown');
    annotate('fake');
    cluster.advance('1m');
    expect(readiness(cluster)).toBe('True');
  });
});
