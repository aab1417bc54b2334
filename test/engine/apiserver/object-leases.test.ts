import { Cluster } from '../../../lib/engine/cluster';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

function clusterWith(eventTtlMs?: number): { cluster: Cluster; write(name: string): void; left(): readonly string[] } {
  const cluster = new Cluster({ eventTtlMs });
  const events = cluster.resource('Event');
  return {
    cluster,
    write: (name) => {
      const involvedObject = { kind: 'Pod', namespace: 'default', name: 'web' };
      const known = events.find(name, 'default');
      if (known) events.update({ ...known, count: (known.count ?? 0) + 1 });
      else events.create({ metadata: { name, namespace: 'default' }, involvedObject, count: 1 });
    },
    left: () => events.list({ namespace: 'default' }).flatMap(({ metadata }) => metadata.name),
  };
}

describe('ObjectLeases', () => {
  test('an Event is kept for an hour and forgotten within a minute after it', () => {
    const { cluster, write, left } = clusterWith();
    write('started');
    cluster.advance(HOUR_MS);
    expect(left()).toEqual(['started']);
    cluster.advance(MINUTE_MS);
    expect(left()).toEqual([]);
  });

  test('each write of an Event gives it another hour', () => {
    const { cluster, write, left } = clusterWith();
    write('again');
    write('once');
    cluster.advance(HOUR_MS / 2);
    write('again');
    cluster.advance(HOUR_MS / 2 + MINUTE_MS);
    expect(left()).toEqual(['again']);
    cluster.advance(HOUR_MS / 2 + MINUTE_MS);
    expect(left()).toEqual([]);
  });

  test('watchers hear of what is forgotten, also after the API server was restarted', () => {
    const { cluster, write } = clusterWith();
    write('started');
    cluster.faults.restartApiServer();
    cluster.advance(MINUTE_MS);
    write('later');
    const gone: string[] = [];
    cluster.informer('Event').addHandlers({ deleted: ({ metadata }) => gone.push(metadata.name) });
    cluster.advance(HOUR_MS + 2 * MINUTE_MS);
    expect(gone.filter((name) => ['started', 'later'].includes(name))).toEqual(['started', 'later']);
  });

  test('without a quorum of etcd nothing is forgotten until there is one again', () => {
    const { cluster, write, left } = clusterWith();
    write('started');
    cluster.advance(HOUR_MS);
    const fault = cluster.faults.etcdQuorumLost();
    cluster.advance(MINUTE_MS * 10);
    fault.heal();
    expect(left()).toEqual(['started']);
    cluster.advance(MINUTE_MS);
    expect(left()).toEqual([]);
  });

  test('a time to live of nothing keeps them for ever', () => {
    const { cluster, write, left } = clusterWith(0);
    write('started');
    cluster.advance(HOUR_MS * 100);
    expect(left()).toContain('started');
  });
});
