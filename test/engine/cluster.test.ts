import { Cluster } from '../../lib/engine/cluster';
import { ManifestsRefusedError } from '../../lib/engine/client/apply-manifests';
import { ManifestError } from '../../lib/engine/client/read-manifests';

const configMap = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { key: value },
});

describe('Cluster', () => {
  test('applies YAML and says what became of each object', () => {
    const cluster = new Cluster();
    const text = ['a', 'b'].map((name) => JSON.stringify(configMap(name, '1'))).join('\n---\n');
    expect(cluster.apply(text).map(({ outcome }) => outcome)).toEqual(['created', 'created']);
    const again = cluster.apply([configMap('a', '1'), configMap('b', '2')]);
    expect(again.map(({ outcome }) => outcome)).toEqual(['unchanged', 'configured']);
    expect(cluster.get('ConfigMap', 'b').data).toEqual({ key: '2' });
  });

  test('applies what others need first, whatever the order in the file', () => {
    const cluster = new Cluster();
    const inside = { ...configMap('a', '1'), metadata: { name: 'a', namespace: 'shop' } };
    cluster.apply([inside, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }]);
    expect(cluster.get('ConfigMap', 'a', 'shop').metadata.namespace).toBe('shop');
  });

  test('names each object that was refused and why, and applies the others', () => {
    const cluster = new Cluster();
    const lost = { ...configMap('lost', '1'), metadata: { name: 'lost', namespace: 'nowhere' } };
    expect(() => cluster.apply([lost, configMap('kept', '1')])).toThrow(ManifestsRefusedError);
    expect(() => cluster.apply([lost, configMap('kept', '1')])).toThrow(
      /1 of 2 objects were refused.*\n.*object 1: ConfigMap nowhere\/lost: namespaces "nowhere" not found/,
    );
    expect(cluster.get('ConfigMap', 'kept').data).toEqual({ key: '1' });
  });

  test('applies nothing when a document is no manifest', () => {
    const cluster = new Cluster();
    expect(() => cluster.apply(`${JSON.stringify(configMap('a', '1'))}\n---\nkind: Pod\n`)).toThrow(ManifestError);
    expect(cluster.resource('ConfigMap').find('a', 'default')).toBeUndefined();
  });

  test('finds resources under the names that people use', () => {
    const cluster = new Cluster();
    cluster.apply(configMap('a', '1'));
    for (const name of ['ConfigMap', 'configmaps', 'configmap', 'cm'])
      expect(cluster.list(name, { namespace: 'default', fieldSelector: 'metadata.name=a' })).toHaveLength(1);
    expect(() => cluster.list('Gizmo')).toThrow('The API server serves nothing called "Gizmo".');
  });

  test('deletes', () => {
    const cluster = new Cluster();
    cluster.apply(configMap('a', '1'));
    cluster.delete('cm', 'a');
    expect(() => cluster.get('ConfigMap', 'a')).toThrow('configmaps "a" not found');
  });

  test('moves through virtual time without waiting', () => {
    const cluster = new Cluster({ startMs: 0 });
    const seen: number[] = [];
    cluster.clock.schedule(90_000, () => seen.push(cluster.clock.now()));
    cluster.advance('1m');
    expect(seen).toEqual([]);
    cluster.advance(60_000);
    expect(seen).toEqual([90_000]);
    expect(cluster.clock.now()).toBe(120_000);
  });

  test('runs until a condition holds, and no further', () => {
    const cluster = new Cluster({ startMs: 0 });
    cluster.clock.schedule(5000, () => cluster.apply(configMap('a', '1')));
    cluster.clock.schedule(9000, () => cluster.delete('cm', 'a'));
    cluster.runUntil(() => cluster.resource('cm').find('a', 'default') !== undefined);
    expect(cluster.clock.now()).toBe(5000);
  });

  test('gives up when the condition does not hold in time', () => {
    const cluster = new Cluster({ startMs: 0 });
    expect(() => cluster.runUntil(() => false, { within: '10m' })).toThrow(/within 10m of virtual time/);
    expect(cluster.clock.now()).toBe(600_000);
  });

  test('has the nodes that were asked for, ready and free of taints, the same each time', () => {
    const nodes = new Cluster({ nodes: 4 }).list('Node');
    expect(nodes.map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
    expect(nodes.map(({ metadata }) => metadata.labels?.['topology.kubernetes.io/zone'])).toEqual([
      'zone-a',
      'zone-b',
      'zone-c',
      'zone-a',
    ]);
    for (const { spec, status } of nodes) {
      expect(spec?.taints).toBeUndefined();
      expect(status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    }
    expect(new Cluster({ nodes: 4 }).list('Node')).toEqual(nodes);
  });

  test('takes a pod at once: accounts are there before anybody comes', () => {
    const cluster = new Cluster({ nodes: 1 });
    cluster.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec: { containers: [{ name: 'a', image: 'a:1' }] },
    });
    cluster.advance('1m');
    expect(cluster.get('Pod', 'a').status?.phase).toBe('Running');
  });

  test('no two objects share a uid, whatever the seed', () => {
    const cluster = new Cluster({ nodes: 3 });
    cluster.advance('1m');
    const uids = ['ServiceAccount', 'ConfigMap', 'Node', 'Namespace', 'ClusterRole', 'Lease'].flatMap((kind) =>
      cluster.list(kind).map(({ metadata }) => metadata.uid),
    );
    expect(new Set(uids).size).toBe(uids.length);
  });
});
