import { VirtualClock } from '../../../lib/engine/clock/clock';
import type { KubeObject } from '../../../lib/engine/apimachinery/object-meta';
import { Heartbeats } from '../../../lib/engine/store/heartbeats';
import { Store } from '../../../lib/engine/store/store';
import type { StoreTable } from '../../../lib/engine/store/store-table';

type Beating = KubeObject<{ readonly spec: { readonly atMs: number } }>;

const INTERVAL_MS = 10_000;

function beating(): { clock: VirtualClock; table: StoreTable<Beating>; hearts: Heartbeats<Beating>; store: Store } {
  const clock = new VirtualClock(0);
  const store = new Store();
  const table = store.table<Beating>('leases');
  const hearts = new Heartbeats(table, clock, {
    intervalMs: INTERVAL_MS,
    renewed: (object, atMs) => (object.spec.atMs >= atMs ? object : { ...object, spec: { atMs } }),
  });
  const metadata = { name: 'a', uid: 'a', resourceVersion: '', creationTimestamp: '2024-01-01T00:00:00Z' };
  table.put('a', { apiVersion: 'v1', kind: 'Lease', metadata, spec: { atMs: 0 } });
  hearts.begin('a');
  return { clock, table, hearts, store };
}

describe('Heartbeats', () => {
  test('whoever reads an object finds it as its last renewal left it, and nothing was written', () => {
    const { clock, table, store } = beating();
    const revision = store.revision;
    clock.advanceTo(30 * 24 * 3600_000 + 3_000);
    expect(table.get('a')?.spec.atMs).toBe(30 * 24 * 3600_000);
    expect(table.list()[0]?.spec.atMs).toBe(30 * 24 * 3600_000);
    expect(store.revision).toBe(revision);
    expect(clock.executed).toBe(0);
  });

  test('each renewal is written while somebody wants to hear of it', () => {
    const { clock, table } = beating();
    clock.advanceTo(25_000);
    const heard: number[] = [];
    const subscription = table.subscribe(({ object }) => heard.push(object.spec.atMs), { renewals: true });
    clock.advanceTo(45_000);
    subscription.cancel();
    clock.advanceTo(95_000);
    expect(heard).toEqual([30_000, 40_000]);
    expect(clock.pending).toBe(0);
  });

  test('the last renewal is written when the renewing ends', () => {
    const { clock, table, hearts } = beating();
    const heard: number[] = [];
    table.subscribe(({ object }) => heard.push(object.spec.atMs));
    clock.advanceTo(57_000);
    hearts.end('a');
    clock.advanceTo(100_000);
    expect(heard).toEqual([50_000]);
    expect(table.get('a')?.spec.atMs).toBe(50_000);
    expect(hearts.lastMs('a')).toBeUndefined();
  });
});
