import { initialStore } from '../../../../lib/engine/apiserver/bootstrap/initial-store';
import { Cluster } from '../../../../lib/engine/cluster';

const START_MS = Date.UTC(2024, 0, 1);

describe('initialStore', () => {
  test('holds what every cluster has, with the time at which it starts', () => {
    const store = initialStore(START_MS);
    expect(store.table('namespaces').list()).toHaveLength(4);
    const later = initialStore(START_MS + 60_000);
    expect(store.table('namespaces').get('default')?.metadata.creationTimestamp).toBe('2024-01-01T00:00:00Z');
    expect(later.table('namespaces').get('default')?.metadata.creationTimestamp).toBe('2024-01-01T00:01:00Z');
  });

  test('what one cluster changes no other sees, whatever their seeds', () => {
    const [one, other] = [new Cluster({ seed: 1 }), new Cluster({ seed: 2 })];
    one.resource('Namespace').patch('default', '', 'merge', { metadata: { labels: { seen: 'yes' } } });
    one.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'more' } });
    expect(other.list('Namespace').map(({ metadata }) => [metadata.name, metadata.labels?.['seen']])).toEqual([
      ['default', undefined],
      ['kube-node-lease', undefined],
      ['kube-public', undefined],
      ['kube-system', undefined],
    ]);
    expect(new Cluster().list('Namespace')).toHaveLength(4);
  });
});
