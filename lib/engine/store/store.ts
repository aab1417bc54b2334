/**
 * etcd's place: every object of the cluster under one revision counter, with a history of changes to watch.
 *
 * Objects are immutable and shared; a write replaces the object under its key and tells the listeners of the table in the order in which
 * they subscribed, before it returns. A fork costs the same however large the store is.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go
 * Differs: transactions, leases and the key-value API of etcd are not modelled; nothing but the API server reads it.
 */
import type { KubeObject } from '../apimachinery/object-meta';
import { StoreTable, type StoreListener } from './store-table';

export interface StoreOptions {
  /** Changes that a table remembers for watches that start in the past. @default 4096 */
  readonly historyLimit?: number;
  /** Freezes what is written, so that a component that changes a shared object fails at once. @default true */
  readonly freeze?: boolean;
  /** Told of every change of every table, after the table's own listeners. */
  readonly onChange?: StoreListener;
}

export class Store {
  readonly #tables = new Map<string, StoreTable>();
  readonly #options: StoreOptions;
  readonly #allListeners = new Set<StoreListener>();
  #revision: number;

  constructor(options: StoreOptions = {}, revision = 1) {
    this.#options = options;
    this.#revision = revision;
    if (options.onChange) this.#allListeners.add(options.onChange);
  }

  /** The revision of the newest write; starts at 1, as etcd does. */
  get revision(): number {
    return this.#revision;
  }

  /** The table of a resource such as `apps/deployments` or `pods`; made when first asked for. */
  table<T extends KubeObject = KubeObject>(resource: string): StoreTable<T> {
    let table = this.#tables.get(resource);
    if (!table) {
      table = new StoreTable(resource, {
        nextRevision: () => ++this.#revision,
        historyLimit: this.#options.historyLimit ?? 4096,
        freeze: this.#options.freeze ?? true,
        notify: (change) => {
          for (const listener of this.#allListeners) listener(change);
        },
        compactedRevision: this.#revision,
      });
      this.#tables.set(resource, table);
    }
    return table as unknown as StoreTable<T>;
  }

  /** Names of the tables that hold or held something, sorted. */
  resources(): string[] {
    return [...this.#tables.keys()].sort();
  }

  /** Told of every change of every table. Returns what ends it. */
  subscribeAll(listener: StoreListener): () => void {
    this.#allListeners.add(listener);
    return () => this.#allListeners.delete(listener);
  }

  /** Forgets changes up to and including a revision: watches and continued lists from before it are refused. */
  compact(revision: number): void {
    for (const table of this.#tables.values()) table.compact(revision);
  }

  /** Drops every table's listeners and remembered changes, as a restart of the API server's watch cache does. */
  breakWatches(): void {
    for (const table of this.#tables.values()) table.breakWatches();
  }

  /** An independent store with the same content and revision, without listeners and history. Constant cost per resource. */
  fork(options: StoreOptions = this.#options): Store {
    const copy = new Store(options, this.#revision);
    for (const [resource, table] of this.#tables) copy.table(resource).adopt(table);
    return copy;
  }
}
