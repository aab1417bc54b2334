/**
 * A component's own copy of the objects of one resource, as of a moment ago.
 *
 * A change reaches the copy, its indexes and its handlers after a delay that is itself a scheduled event; the order of changes is kept.
 * Readers therefore see the past, as the readers of a real watch do, and a fault can stretch how far.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/cache/shared_informer.go
 * Differs: no periodic resync; a broken watch is re-listed when the API server is back instead of being retried with back-off.
 */
import type { Timer } from '../clock/clock';
import { keyOf, type KubeObject } from '../apimachinery/object-meta';
import { ObjectIndex, type IndexFunction } from '../store/object-index';
import type { StoreChange, StoreTable, Subscription } from '../store/store-table';

/** What is to happen when a change arrives. */
export interface InformerHandlers<T extends KubeObject> {
  added?(object: T): void;
  updated?(before: T, after: T): void;
  deleted?(object: T): void;
}

/** How a component's watches are delivered. */
export interface WatchDelivery {
  /** Schedules the delivery of what is waiting. */
  schedule(delayMs: number, task: () => void): Timer;
  /**
   * How long the next change takes to arrive, in milliseconds; undefined while nothing arrives (a partition, a stopped API server).
   * @param table of the changed object, such as `pods`
   */
  delayMs(table: string): number | undefined;
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
const RETRY_MS = 1_000;

/** A component's own copy of the objects of one resource, as of a moment ago. */
export class Informer<T extends KubeObject = KubeObject> implements Lister<T> {
  readonly #objects = new Map<string, T>();
  #sorted: readonly T[] | undefined;
  readonly #indexes = new Map<string, ObjectIndex<T>>();
  readonly #handlers: InformerHandlers<T>[] = [];
  #waiting: StoreChange<T>[] = [];
  #timer: Timer | undefined;
  #subscription: Subscription | undefined;

  constructor(
    private readonly table: StoreTable<T>,
    private readonly delivery: WatchDelivery,
  ) {
    this.addIndex(NAMESPACE_INDEX, (object) => (object.metadata.namespace ? [object.metadata.namespace] : []));
  }

  /** Lists what is there, tells the handlers, and follows from then on. */
  start(): void {
    if (this.#subscription) return;
    this.#subscription = this.table.subscribe((change) => this.#arrive(change), { onBroken: () => this.#restart() });
    this.#replace(this.table.list());
  }

  /** Ends the watch; the copy stays as it is. */
  stop(): void {
    this.#subscription?.cancel();
    this.#subscription = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting = [];
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
    if (namespace !== undefined && namespace !== '') return this.byIndex(NAMESPACE_INDEX, namespace);
    this.#sorted ??= [...this.#objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    return this.#sorted;
  }

  byIndex(index: string, value: string): readonly T[] {
    const found = this.#indexes.get(index);
    if (!found) throw new Error(`The informer of ${this.table.resource} has no index "${index}".`);
    return found.get(value);
  }

  #arrive(change: StoreChange<T>): void {
    this.#waiting.push(change);
    if (!this.#timer) this.#plan();
  }

  #plan(): void {
    this.#later(() => this.#deliver());
  }

  /** As soon as anything arrives; while nothing does it is tried again, as by a reflector, once a second. */
  #later(action: () => void): void {
    const delayMs = this.delivery.delayMs(this.table.resource);
    this.#timer = this.delivery.schedule(delayMs ?? RETRY_MS, () => {
      this.#timer = undefined;
      if (delayMs === undefined) this.#later(action);
      else action();
    });
  }

  #deliver(): void {
    const changes = this.#waiting;
    this.#waiting = [];
    for (const change of changes)
      this.#apply(change.key, change.type === 'DELETED' ? undefined : change.object, change.object);
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
    this.#later(() => this.start());
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
