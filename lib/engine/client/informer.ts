/**
 * A component's own copy of the objects of one resource, as of a moment ago.
 *
 * A change reaches the copy, its indexes and its handlers after a delay that is itself a scheduled event (see `OrderedWatchDelivery`). Readers
 * therefore see the past, as the readers of a real watch do, and a fault can stretch how far.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/cache/shared_informer.go
 * Differs: no periodic resync; a broken watch is re-listed when the API server is back instead of being retried with back-off.
 */
import { keyOf, type KubeObject } from '../apimachinery/object-meta';
import { ObjectIndex, type IndexFunction } from '../store/object-index';
import type { StoreChange, StoreTable, Subscription } from '../store/store-table';
import type { WatchDelivery } from './watch-delivery';

/** What is to happen when a change arrives. */
export interface InformerHandlers<T extends KubeObject> {
  added?(object: T): void;
  updated?(before: T, after: T): void;
  deleted?(object: T): void;
}

/** Read access to an informer's copy. */
export interface Lister<T extends KubeObject> {
  /** By `namespace/name`, or `name` for what has no namespace. */
  get(key: string): T | undefined;
  /** All, or those of a namespace, in order of key. */
  list(namespace?: string): readonly T[];
  /** Those that an index finds under a value. @throws Error when the index was not added */
  byIndex(index: string, value: string): readonly T[];
}

const NAMESPACE_INDEX = 'namespace';

const namespacesOf: IndexFunction = ({ metadata }) => (metadata.namespace ? [metadata.namespace] : []);

/** A component's own copy of the objects of one resource, as of a moment ago. */
export class Informer<T extends KubeObject = KubeObject> implements Lister<T> {
  readonly #objects = new Map<string, T>();
  #sorted: readonly T[] | undefined;
  readonly #indexes = new Map<string, ObjectIndex<T>>();
  readonly #handlers: InformerHandlers<T>[] = [];
  #subscription: Subscription | undefined;

  constructor(
    private readonly table: StoreTable<T>,
    private readonly delivery: WatchDelivery,
  ) {}

  /** Lists what is there, tells the handlers, and follows from then on. */
  start(): void {
    if (this.#subscription) return;
    this.#subscription = this.table.subscribe((change) => this.#send(change), { onBroken: () => this.#restart() });
    this.#replace(this.table.list());
  }

  /** Ends the watch; the copy stays as it is. */
  stop(): void {
    this.#subscription?.cancel();
    this.#subscription = undefined;
  }

  addHandlers(handlers: InformerHandlers<T>): void {
    this.#handlers.push(handlers);
    if (handlers.added) for (const object of this.list()) handlers.added(object);
  }

  /** Adds a named index; adding it again changes nothing. */
  addIndex(name: string, valuesOf: IndexFunction<T>): ObjectIndex<T> {
    let index = this.#indexes.get(name);
    if (!index) {
      index = new ObjectIndex(valuesOf);
      for (const [key, object] of this.#objects) index.update(key, undefined, object);
      this.#indexes.set(name, index);
    }
    return index;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(namespace?: string): readonly T[] {
    // Only few ask for one namespace, and an index of it costs each change.
    if (namespace) return this.addIndex(NAMESPACE_INDEX, namespacesOf).get(namespace);
    this.#sorted ??= [...this.#objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    return this.#sorted;
  }

  byIndex(index: string, value: string): readonly T[] {
    const found = this.#indexes.get(index);
    if (!found) throw new Error(`The informer of ${this.table.resource} has no index "${index}".`);
    return found.get(value);
  }

  /** It arrives unless the watch is ended meanwhile. */
  #send(change: StoreChange<T>): void {
    const subscription = this.#subscription;
    this.delivery.arrive(this.table.resource, () => {
      if (this.#subscription !== subscription) return;
      this.#apply(change.key, change.type === 'DELETED' ? undefined : change.object, change.object);
    });
  }

  #apply(key: string, after: T | undefined, last: T): void {
    const before = this.#objects.get(key);
    if (!before && !after) return;
    this.#sorted = undefined;
    if (after) this.#objects.set(key, after);
    else this.#objects.delete(key);
    for (const index of this.#indexes.values()) index.update(key, before, after);
    for (const handlers of this.#handlers) {
      if (!after) handlers.deleted?.(last);
      else if (before) handlers.updated?.(before, after);
      else handlers.added?.(after);
    }
  }

  /** The store ended the watch: list again, and tell the handlers what differs. */
  #restart(): void {
    if (!this.#subscription) return;
    this.stop();
    this.delivery.arrive(this.table.resource, () => this.start());
  }

  #replace(objects: readonly T[]): void {
    const present = new Set<string>();
    for (const object of objects) {
      const key = keyOf(object);
      present.add(key);
      if (this.#objects.get(key)?.metadata.resourceVersion !== object.metadata.resourceVersion)
        this.#apply(key, object, object);
    }
    for (const [key, object] of [...this.#objects]) if (!present.has(key)) this.#apply(key, undefined, object);
  }
}
