import type { KubeObject } from '../../../lib/engine/apimachinery/object-meta';
import { VirtualClock } from '../../../lib/engine/clock/clock';
import { Informer } from '../../../lib/engine/client/informer';
import { Store } from '../../../lib/engine/store/store';

function thing(name: string, colour = 'red'): KubeObject {
  const metadata = { name, namespace: 'shop', uid: name, resourceVersion: '', creationTimestamp: '' };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { colour } };
}

function world(): {
  clock: VirtualClock;
  store: Store;
  informer: Informer;
  heard: string[];
  delay: { ms: number | undefined };
} {
  const clock = new VirtualClock(0);
  const store = new Store();
  const delay: { ms: number | undefined } = { ms: 10 };
  const informer = new Informer(store.table('configmaps'), {
    schedule: (delayMs, task) => clock.schedule(delayMs, task),
    delayMs: () => delay.ms,
  });
  const heard: string[] = [];
  informer.addHandlers({
    added: ({ metadata }) => heard.push(`+${metadata.name}@${clock.now()}`),
    updated: (_before, { metadata }) => heard.push(`~${metadata.name}@${clock.now()}`),
    deleted: ({ metadata }) => heard.push(`-${metadata.name}@${clock.now()}`),
  });
  return { clock, store, informer, heard, delay };
}

describe('Informer', () => {
  test('knows what is there when it starts', () => {
    const { store, informer, heard } = world();
    store.table('configmaps').put('shop/a', thing('a'));
    informer.start();
    expect([heard, informer.size]).toEqual([['+a@0'], 1]);
  });

  test('sees changes a moment later, in their order', () => {
    const { clock, store, informer, heard } = world();
    informer.start();
    store.table('configmaps').put('shop/a', thing('a'));
    store.table('configmaps').put('shop/a', thing('a', 'blue'));
    store.table('configmaps').remove('shop/a');
    expect(informer.get('shop/a')).toBeUndefined();
    clock.advanceTo(9);
    expect(heard).toEqual([]);
    clock.advanceTo(10);
    expect(heard).toEqual(['+a@10', '~a@10', '-a@10']);
  });

  test('while nothing arrives it keeps what it had, and catches up afterwards', () => {
    const { clock, store, informer, heard, delay } = world();
    informer.start();
    delay.ms = undefined;
    store.table('configmaps').put('shop/a', thing('a'));
    clock.advanceTo(5_000);
    expect(informer.size).toBe(0);
    delay.ms = 10;
    clock.advanceTo(7_000);
    expect(heard.map((text) => text.slice(0, 2))).toEqual(['+a']);
  });

  test('after a broken watch it lists again and tells what it missed', () => {
    const { clock, store, informer, heard } = world();
    store.table('configmaps').put('shop/a', thing('a'));
    store.table('configmaps').put('shop/b', thing('b'));
    informer.start();
    store.breakWatches();
    store.table('configmaps').remove('shop/a');
    store.table('configmaps').put('shop/c', thing('c'));
    clock.advanceTo(100);
    expect(heard).toEqual(['+a@0', '+b@0', '+c@10', '-a@10']);
  });

  test('finds by index what its copy holds', () => {
    const { store, informer } = world();
    informer.addIndex('colour', (object) => [String((object['data'] as { colour: string }).colour)]);
    store.table('configmaps').put('shop/a', thing('a', 'blue'));
    store.table('configmaps').put('shop/b', thing('b'));
    informer.start();
    expect(informer.byIndex('colour', 'blue').map(({ metadata }) => metadata.name)).toEqual(['a']);
    expect(() => informer.byIndex('size', 'x')).toThrow('has no index "size"');
  });
});
