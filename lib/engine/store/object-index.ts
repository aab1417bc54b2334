/**
 * Named look-ups over objects, kept up to date by each write instead of found by scanning.
 *
 * A look-up answers in order of key, so that nothing depends on the order in which objects came.
 */
import type { KubeObject } from '../apimachinery/object-meta';

/** The values under which an object is found; none leaves it out. */
export type IndexFunction<T extends KubeObject = KubeObject> = (object: T) => readonly string[];

interface Bucket<T> {
  readonly keys: string[];
  readonly objects: T[];
}

function position(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NONE: readonly never[] = [];

export class ObjectIndex<T extends KubeObject = KubeObject> {
  readonly #buckets = new Map<string, Bucket<T>>();
  readonly #valuesOf: IndexFunction<T>;

  constructor(valuesOf: IndexFunction<T>) {
    this.#valuesOf = valuesOf;
  }

  /** Objects with this value, in order of key. The array is the index's own: read it, don't keep or change it. */
  get(value: string): readonly T[] {
    return this.#buckets.get(value)?.objects ?? NONE;
  }

  /** How many objects have this value. */
  count(value: string): number {
    return this.#buckets.get(value)?.keys.length ?? 0;
  }

  /** All values that some object has, sorted. */
  values(): string[] {
    return [...this.#buckets.keys()].sort();
  }

  /** Tells the index of a write: `before` is undefined for a new object, `after` for one that is gone. */
  update(key: string, before: T | undefined, after: T | undefined): void {
    const old = before ? this.#valuesOf(before) : NONE;
    const current = after ? this.#valuesOf(after) : NONE;
    for (const value of old) if (!current.includes(value)) this.#remove(value, key);
    if (after) for (const value of current) this.#put(value, key, after);
  }

  #put(value: string, key: string, object: T): void {
    let bucket = this.#buckets.get(value);
    if (!bucket) this.#buckets.set(value, (bucket = { keys: [], objects: [] }));
    const { keys, objects } = bucket;
    const index = position(keys, key);
    if (keys[index] === key) {
      objects[index] = object;
    } else {
      keys.splice(index, 0, key);
      objects.splice(index, 0, object);
    }
  }

  #remove(value: string, key: string): void {
    const bucket = this.#buckets.get(value);
    if (!bucket) return;
    const index = position(bucket.keys, key);
    if (bucket.keys[index] !== key) return;
    bucket.keys.splice(index, 1);
    bucket.objects.splice(index, 1);
    if (bucket.keys.length === 0) this.#buckets.delete(value);
  }
}
