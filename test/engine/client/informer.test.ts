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
} {
  const clock = new VirtualClock(0);
  const store = new Store();
  const informer = new Informer(store.table('configmaps'), {
    arrive: (_table, task) => void clock.schedule(10, task),
  });
  const heard: string[] = [];
  informer.addHandlers({
    added: ({ metadata }) => heard.push(`+${metadata.name}@${clock.now()}`),
    updated: (_before, { metadata }) => heard.push(`~${metadata.name}@${clock.now()}`),
    deleted: ({ metadata }) => heard.push(`-${metadata.name}@${clock.now()}`),
  });
  return { clock, store, informer, heard };
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

  test('what is on its way when the watch ends never arrives', () => {
    const { clock, store, informer, heard } = world();
    informer.start();
    store.table('configmaps').put('shop/a', thing('a'));
    informer.stop();
    clock.advanceTo(100);
    expect([heard, informer.size]).toEqual([[], 0]);
    informer.start();
    expect(heard).toEqual(['+a@100']);
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
