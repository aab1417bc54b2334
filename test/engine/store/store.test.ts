import type { KubeObject } from '../../../lib/engine/apimachinery/object-meta';
import { HistoryHash } from '../../../lib/engine/store/history-hash';
import { Store } from '../../../lib/engine/store/store';

function pod(name: string, labels: Record<string, string> = {}): KubeObject {
  const metadata = { name, namespace: 'shop', uid: name, resourceVersion: '', creationTimestamp: '', labels };
  return { apiVersion: 'v1', kind: 'Pod', metadata };
}

function filled(): Store {
  const store = new Store();
  for (const name of ['a', 'b', 'c']) store.table('pods').put(`shop/${name}`, pod(name));
  return store;
}

const names = (objects: readonly KubeObject[] | 'expired'): string[] | string =>
  objects === 'expired' ? objects : objects.map(({ metadata }) => metadata.name);

describe('Store', () => {
  test('every write of any table gets the next revision', () => {
    const store = new Store();
    const first = store.table('pods').put('shop/a', pod('a'));
    const second = store.table('services').put('shop/a', pod('a'));
    expect([first.metadata.resourceVersion, second.metadata.resourceVersion, store.revision]).toEqual(['2', '3', 3]);
  });

  test('what is stored is frozen, and shared by readers', () => {
    const store = filled();
    const stored = store.table('pods').get('shop/a')!;
    expect(store.table('pods').get('shop/a')).toBe(stored);
    expect(() => Object.assign(stored.metadata.labels!, { app: 'web' })).toThrow(TypeError);
  });

  test('lists are in order of key, of one namespace if asked', () => {
    const store = filled();
    store.table('pods').put('other/z', pod('z'));
    expect(names(store.table('pods').list())).toEqual(['z', 'a', 'b', 'c']);
    expect(names(store.table('pods').list('shop/'))).toEqual(['a', 'b', 'c']);
  });

  test('the past can be listed until it is compacted', () => {
    const store = filled();
    const table = store.table('pods');
    const before = store.revision;
    table.remove('shop/b');
    table.put('shop/d', pod('d'));
    expect(names(table.listAt(before))).toEqual(['a', 'b', 'c']);
    store.compact(before + 1);
    expect(names(table.listAt(before))).toBe('expired');
    expect(names(table.listAt(before + 2))).toEqual(['a', 'c', 'd']);
  });

  test('listeners hear of changes in order, with what was there before', () => {
    const store = filled();
    const heard: string[] = [];
    const subscription = store
      .table('pods')
      .subscribe(({ type, key, previous }) =>
        heard.push(`${type} ${key} ${previous?.metadata.resourceVersion ?? '-'}`),
      );
    store.table('pods').put('shop/a', pod('a', { app: 'web' }));
    store.table('pods').remove('shop/b');
    subscription.cancel();
    store.table('pods').put('shop/c', pod('c'));
    expect(heard).toEqual(['MODIFIED shop/a 2', 'DELETED shop/b 3']);
  });

  test('an index follows every write', () => {
    const store = filled();
    const byApp = store.table('pods').index('app', ({ metadata }) => [metadata.labels?.['app'] ?? 'none']);
    store.table('pods').put('shop/b', pod('b', { app: 'web' }));
    store.table('pods').remove('shop/c');
    expect([names(byApp.get('web')), names(byApp.get('none')), byApp.values()]).toEqual([
      ['b'],
      ['a'],
      ['none', 'web'],
    ]);
  });

  test('a fork goes its own way', () => {
    const store = filled();
    const fork = store.fork();
    fork.table('pods').remove('shop/a');
    expect(names(store.table('pods').list())).toEqual(['a', 'b', 'c']);
    expect(names(fork.table('pods').list())).toEqual(['b', 'c']);
    expect(fork.revision).toBe(store.revision + 1);
  });
});

describe('HistoryHash', () => {
  function hashOf(change: (store: Store) => void): string {
    const store = new Store();
    const hash = new HistoryHash();
    store.subscribeAll((event) => hash.add(event, 0));
    change(store);
    return hash.digest();
  }

  test('the same changes give the same fingerprint, any other another', () => {
    const two = (first: string, second: string) => (store: Store) => {
      store.table('pods').put(`shop/${first}`, pod(first));
      store.table('pods').put(`shop/${second}`, pod(second));
    };
    expect(hashOf(two('a', 'b'))).toBe(hashOf(two('a', 'b')));
    expect(hashOf(two('a', 'b'))).not.toBe(hashOf(two('b', 'a')));
  });
});
