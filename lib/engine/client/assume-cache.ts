/**
 * An informer's copy with what its owner has just written, or is about to write, laid over it: whoever decides by it does not decide twice
 * while the news is still on its way.
 *
 * Upstream: pkg/scheduler/util/assumecache/assume_cache.go, pkg/controller/volume/persistentvolume/pv_controller_base.go (storeObjectUpdate)
 */
import { keyOf, type KubeObject } from '../apimachinery/object-meta';
import type { Informer } from './informer';

export class AssumeCache<T extends KubeObject> {
  readonly #assumed = new Map<string, T>();

  constructor(private readonly informer: Informer<T>) {
    const arrived = (object: T): void => {
      const key = keyOf(object);
      const assumed = this.#assumed.get(key);
      if (assumed && versionOf(object) >= versionOf(assumed)) this.#assumed.delete(key);
    };
    informer.addHandlers({
      added: arrived,
      updated: (_before, after) => arrived(after),
      deleted: (object) => this.#assumed.delete(keyOf(object)),
    });
  }

  get(key: string): T | undefined {
    return this.#assumed.get(key) ?? this.informer.get(key);
  }

  /** As the API server last told of it. */
  seen(key: string): T | undefined {
    return this.informer.get(key);
  }

  list(): readonly T[] {
    return this.#overlaid(this.informer.list());
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.#overlaid(this.informer.byIndex(index, value));
  }

  /** From now on the object is as given, until a newer one arrives or it is restored. */
  assume(object: T): void {
    const key = keyOf(object);
    const seen = this.informer.get(key);
    if (!seen || versionOf(seen) <= versionOf(object)) this.#assumed.set(key, object);
  }

  /** Takes back what was assumed. */
  restore(key: string): void {
    this.#assumed.delete(key);
  }

  #overlaid(objects: readonly T[]): readonly T[] {
    if (this.#assumed.size === 0) return objects;
    return objects.map((object) => this.#assumed.get(keyOf(object)) ?? object);
  }
}

function versionOf({ metadata }: KubeObject): number {
  return Number(metadata.resourceVersion);
}
