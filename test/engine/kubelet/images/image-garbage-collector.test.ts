import { Cluster } from '../../../../lib/engine/cluster';
import { told } from '../one-node';

const GI = 1024 ** 3;

/** A node with a disk of 100Gi, and images of 10Gi. */
function nodeWithImages(): Cluster {
  const images = { 'registry.test/large/*': { sizeBytes: 10 * GI, pullSeconds: 1 } };
  const cluster = new Cluster({ nodes: 1, images });
  cluster.advance('5s');
  return cluster;
}

function run(cluster: Cluster, name: string): void {
  const containers = [{ name: 'main', image: `registry.test/large/${name}:1` }];
  cluster.resource('Pod').create({
    metadata: { name, namespace: 'default' },
    spec: { automountServiceAccountToken: false, terminationGracePeriodSeconds: 1, containers },
  });
  cluster.runUntil(() => cluster.get('Pod', name).status?.phase === 'Running', { within: '1m' });
}

function images(cluster: Cluster): readonly string[] {
  const listed = cluster.kubelets!.of('node-1')!.machine.context.nodeImages.all();
  return listed.map(({ name }) => name.replace(/^.*\/(.*):1$/, '$1'));
}

// pkg/kubelet/images/image_gc_manager.go (GarbageCollect, freeSpace)
describe('ImageGarbageCollector', () => {
  test('a disk that is 85 % full loses the images that nobody has used for longest, until it is 80 % full', () => {
    const cluster = nodeWithImages();
    for (const name of ['first', 'second', 'used']) run(cluster, name);
    cluster.delete('Pod', 'second');
    cluster.advance('1m');
    cluster.delete('Pod', 'first');
    cluster.advance('3m');
    cluster.kubelets!.of('node-1')!.eviction.take('ephemeral-storage', 55 * GI);
    expect(images(cluster)).toEqual(['first', 'second', 'used']);
    cluster.advance('5m');
    expect(images(cluster)).toEqual(['first', 'used']);
    expect(told(cluster, 'FreeDiskSpaceFailed')).toEqual([]);
  });

  test('what is in use is left alone: the node says that it cannot free enough, and after another round that its collection fails', () => {
    const cluster = nodeWithImages();
    run(cluster, 'used');
    const { eviction } = cluster.kubelets!.of('node-1')!;
    eviction.take('ephemeral-storage', 75 * GI);
    cluster.advance('6m');
    const message =
      /^Failed to garbage collect required amount of images. Attempted to free 5368709120 bytes, but only found 0 bytes eligible to free.$/;
    expect(told(cluster, 'FreeDiskSpaceFailed')).toEqual([expect.stringMatching(message)]);
    expect(told(cluster, 'ImageGCFailed')).toEqual([]);
    cluster.advance('5m');
    expect(told(cluster, 'ImageGCFailed')).toEqual([expect.stringMatching(message)]);
    expect(images(cluster)).toEqual(['used']);
  });

  // pkg/kubelet/eviction/eviction_manager.go (reclaimNodeLevelResources)
  test('a node short of disk gives up unused images before it gives up pods', () => {
    const cluster = nodeWithImages();
    run(cluster, 'unused');
    run(cluster, 'used');
    cluster.delete('Pod', 'unused');
    cluster.advance('3m');
    const { eviction } = cluster.kubelets!.of('node-1')!;
    eviction.take('ephemeral-storage', 68 * GI);
    cluster.advance('20s');
    expect(told(cluster, 'EvictionThresholdMet')).toEqual(['Attempting to reclaim ephemeral-storage']);
    expect(images(cluster)).toEqual(['used']);
    expect(told(cluster, 'Evicted')).toEqual([]);
    eviction.take('ephemeral-storage', 78 * GI);
    cluster.advance('20s');
    expect(told(cluster, 'Evicted')).toEqual([
      'The node was low on resource: ephemeral-storage. Threshold quantity: 15Gi, available: 12Gi. ',
    ]);
  });
});
