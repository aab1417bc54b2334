/** The objects of one resource: ordered by key, with the changes of late, watched and indexed. */
import BTree from 'sorted-btree';
import type { KubeObject } from '../apimachinery/object-meta';
import { deepFreeze } from '../apimachinery/deep-freeze';
import { ObjectIndex, type IndexFunction } from './object-index';

export interface StoreChange<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  /** `namespace/name`, or `name` for what has no namespace. */
  readonly key: string;
  readonly revision: number;
  /** The object after the change; of a deletion, its last state with the revision of the deletion. */
  readonly object: T;
  readonly previous?: T;
}

export type StoreListener<T extends KubeObject = KubeObject> = (change: StoreChange<T>) => void;

/** Ends a subscription from the side of the store: the listener will hear nothing more. */
export interface Subscription {
  cancel(): void;
}

interface Surroundings {
  nextRevision(): number;
  notify(change: StoreChange): void;
  readonly historyLimit: number;
  readonly freeze: boolean;
  readonly compactedRevision: number;
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How a subscription ends, and what it hears of. */
export interface SubscriptionOptions {
  /** Told when the store ends it by itself. */
  readonly onBroken?: () => void;
  /** Whether it wants to hear of renewals that are else not written; see `Heartbeats`. @default false */
  readonly renewals?: boolean;
}

/** What readers of a table see in place of what is stored. */
export interface Presentation<T extends KubeObject> {
  present(key: string, object: T): T;
  /** Whether somebody wants to hear of renewals now. */
  followed(followed: boolean): void;
}

interface Subscriber<T extends KubeObject> extends SubscriptionOptions {
  readonly listener: StoreListener<T>;
}

export class StoreTable<T extends KubeObject = KubeObject> {
  #objects = new BTree<string, T>(undefined, byCodeUnits);
  #compactedRevision: number;
  #history: StoreChange<T>[] = [];
  readonly #indexes = new Map<string, ObjectIndex<T>>();
  readonly #subscribers = new Set<Subscriber<T>>();
  #presentation: Presentation<T> | undefined;

  constructor(
    readonly resource: string,
    private readonly surroundings: Surroundings,
  ) {
    this.#compactedRevision = surroundings.compactedRevision;
  }

  /** Changes up to and including this revision are forgotten. */
  get compactedRevision(): number {
    return this.#compactedRevision;
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    const object = this.#objects.get(key);
    return object && this.#presentation ? this.#presentation.present(key, object) : object;
  }

  /** As it was last written, whatever readers are shown. */
  stored(key: string): T | undefined {
    return this.#objects.get(key);
  }

  /** Shows readers something else than what is stored, from now on. */
  presentWith(presentation: Presentation<T>): void {
    this.#presentation = presentation;
  }

  /** Objects whose key starts with `prefix` (a namespace and its slash; '' for all), in order of key. */
  list(prefix = ''): T[] {
    return this.#scan(this.#objects, prefix);
  }

  /** Like `list`, of the state at an earlier revision; 'expired' when what changed since is forgotten. */
  listAt(revision: number, prefix = ''): T[] | 'expired' {
    const later = this.changesSince(revision);
    if (later === 'expired') return later;
    const past = this.#objects.clone();
    for (let index = later.length - 1; index >= 0; index--) {
      const { key, previous } = later[index]!;
      if (previous) past.set(key, previous);
      else past.delete(key);
    }
    return this.#scan(past, prefix);
  }

  /** Stores an object under a key that is free or taken; answers it with its new resourceVersion. */
  put(key: string, object: T): T {
    const previous = this.#objects.get(key);
    const revision = this.surroundings.nextRevision();
    const stored = this.#stamp(object, revision);
    this.#objects.set(key, stored);
    this.#changed({
      type: previous ? 'MODIFIED' : 'ADDED',
      resource: this.resource,
      key,
      revision,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Removes what is under a key and answers it, with the resourceVersion of its end; undefined when nothing was there. */
  remove(key: string): T | undefined {
    const previous = this.#objects.get(key);
    if (!previous) return undefined;
    const revision = this.surroundings.nextRevision();
    const stored = this.#stamp(previous, revision);
    this.#objects.delete(key);
    this.#changed({ type: 'DELETED', resource: this.resource, key, revision, object: stored, previous });
    return stored;
  }

  /** Changes after a revision; 'expired' when some of them are forgotten. */
  changesSince(revision: number): readonly StoreChange<T>[] | 'expired' {
    if (revision < this.#compactedRevision) return 'expired';
    let index = this.#history.length;
    while (index > 0 && this.#history[index - 1]!.revision > revision) index--;
    return this.#history.slice(index);
  }

  compact(revision: number): void {
    const kept = this.#history.findIndex((change) => change.revision > revision);
    this.#history = kept < 0 ? [] : this.#history.slice(kept);
    this.#compactedRevision = Math.max(this.#compactedRevision, revision);
  }

  /** Hears of every change from now on, synchronously. */
  subscribe(listener: StoreListener<T>, options: SubscriptionOptions = {}): Subscription {
    const subscriber: Subscriber<T> = { listener, ...options };
    this.#changeSubscribers(() => this.#subscribers.add(subscriber));
    return { cancel: () => this.#changeSubscribers(() => this.#subscribers.delete(subscriber)) };
  }

  breakWatches(): void {
    const broken = [...this.#subscribers];
    this.#changeSubscribers(() => this.#subscribers.clear());
    for (const subscriber of broken) subscriber.onBroken?.();
  }

  /** Keeps a named index from now on, filled with what is there. Asking again for the same name gives the same index. */
  index(name: string, valuesOf: IndexFunction<T>): ObjectIndex<T> {
    let index = this.#indexes.get(name);
    if (!index) {
      index = new ObjectIndex(valuesOf);
      for (const [key, object] of this.#objects.entries()) index.update(key, undefined, object);
      this.#indexes.set(name, index);
    }
    return index;
  }

  /** Takes over the content of another table, sharing its structure. For a table that nothing was written to. */
  adopt(other: StoreTable<T>): void {
    this.#objects = other.#objects.clone();
  }

  #scan(tree: BTree<string, T>, prefix: string): T[] {
    const presentation = this.#presentation;
    if (prefix === '' && !presentation) return tree.valuesArray();
    const found: T[] = [];
    const add = (key: string, object: T): void => {
      found.push(presentation ? presentation.present(key, object) : object);
    };
    if (prefix === '') tree.forEachPair(add);
    else tree.forRange(prefix, `${prefix}\uffff`, false, add);
    return found;
  }

  #changeSubscribers(change: () => void): void {
    const presentation = this.#presentation;
    if (!presentation) return change();
    const isFollowed = (): boolean => [...this.#subscribers].some(({ renewals }) => renewals);
    const before = isFollowed();
    change();
    if (isFollowed() !== before) presentation.followed(!before);
  }

  #stamp(object: T, revision: number): T {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    return this.surroundings.freeze ? deepFreeze(stored) : stored;
  }

  #changed(change: StoreChange<T>): void {
    this.#history.push(change);
    if (this.#history.length > 2 * this.surroundings.historyLimit) {
      const forgotten = this.#history.length - this.surroundings.historyLimit;
      this.#compactedRevision = this.#history[forgotten - 1]!.revision;
      this.#history = this.#history.slice(forgotten);
    }
    const after = change.type === 'DELETED' ? undefined : change.object;
    for (const index of this.#indexes.values()) index.update(change.key, change.previous, after);
    for (const subscriber of this.#subscribers) subscriber.listener(change);
    this.surroundings.notify(change as unknown as StoreChange);
  }
}
