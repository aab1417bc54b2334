import type { Node } from '../../../lib/engine/apimachinery/api/core-v1';
import { Cluster } from '../../../lib/engine/cluster';

function readiness(cluster: Cluster, name: string): string | undefined {
  return cluster.get('Node', name).status?.conditions?.find(({ type }: { type: string }) => type === 'Ready')?.status;
}

function bareNode(name: string, annotations: Record<string, string> = {}): Pick<Node, 'metadata'> & object {
  return { metadata: { name, annotations } as Node['metadata'] };
}

describe('Kubelets', () => {
  test('a Node that is created gets a kubelet, which reports it ready', () => {
    const cluster = new Cluster();
    cluster.resource('Node').create(bareNode('late'));
    cluster.advance('1s');
    expect(readiness(cluster, 'late')).toBe('True');
  });

  test('a Node can do without', () => {
    const cluster = new Cluster();
    cluster.resource('Node').create(bareNode('alone', { 'boutique.test/kubelet': 'off' }));
    cluster.advance('1s');
    expect([readiness(cluster, 'alone'), cluster.kubelets?.of('alone')]).toEqual([undefined, undefined]);
  });

  test('a cluster can do without', () => {
    const cluster = new Cluster({ kubelets: 'none' });
    cluster.resource('Node').create(bareNode('alone'));
    cluster.advance('1s');
    expect([readiness(cluster, 'alone'), cluster.kubelets]).toEqual([undefined, undefined]);
  });
});
