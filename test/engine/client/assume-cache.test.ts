import type { PersistentVolume } from '../../../lib/engine/apimachinery/api/core-v1';
import { AssumeCache } from '../../../lib/engine/client/assume-cache';
import { InformerFactory } from '../../../lib/engine/client/informer-factory';
import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

const DELAY_MS = 50;

/** A volume, and a cache of which the news is 50 ms old. */
function world(): {
  readonly cluster: Cluster;
  readonly cache: AssumeCache<PersistentVolume>;
  phase(): string | undefined;
} {
  const cluster = new Cluster({ controllerManager: { controllers: new ControllerSelection(['-*']) } });
  const informers = new InformerFactory(cluster.store, {
    arrive: (_table, task) => void cluster.clock.schedule(DELAY_MS, task),
  });
  const cache = new AssumeCache(informers.of<PersistentVolume>('persistentvolumes'));
  cluster.resource('PersistentVolume').create({
    metadata: { name: 'disk' },
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
  });
  informers.start();
  return { cluster, cache, phase: () => cache.get('disk')?.status?.phase };
}

function write(cluster: Cluster, phase: string): PersistentVolume {
  const volumes = cluster.resource('PersistentVolume');
  return volumes.updateStatus({ ...volumes.get('disk'), status: { phase } });
}

describe('AssumeCache', () => {
  test('what was written is known before the news of it comes', () => {
    const { cluster, cache, phase } = world();
    cache.assume(write(cluster, 'Bound'));
    expect(phase()).toBe('Bound');
    expect(cache.list().map(({ status }) => status?.phase)).toEqual(['Bound']);
    expect(cache.seen('disk')?.status?.phase).toBe('Pending');
    cluster.advance(DELAY_MS);
    expect(cache.seen('disk')?.status?.phase).toBe('Bound');
  });

  test('a newer object ends the assumption, an older one does not', () => {
    const { cluster, cache, phase } = world();
    const older = write(cluster, 'Available');
    const newer = write(cluster, 'Bound');
    cache.assume(newer);
    cluster.advance(DELAY_MS);
    cache.assume(older);
    expect(phase()).toBe('Bound');
    write(cluster, 'Released');
    cluster.advance(DELAY_MS);
    expect(phase()).toBe('Released');
  });

  test('what is restored is as it was seen', () => {
    const { cache, phase } = world();
    cache.assume({ ...cache.seen('disk')!, status: { phase: 'Bound' } });
    expect(phase()).toBe('Bound');
    cache.restore('disk');
    expect(phase()).toBe('Pending');
  });

  test('what is gone is gone, whatever was assumed', () => {
    const { cluster, cache, phase } = world();
    cache.assume({ ...cache.seen('disk')!, status: { phase: 'Bound' } });
    cluster.resource('PersistentVolume').patch('disk', '', 'merge', { metadata: { finalizers: null } });
    cluster.resource('PersistentVolume').delete('disk');
    cluster.advance(DELAY_MS);
    expect(phase()).toBeUndefined();
  });
});
