/**
 * One informer per resource, shared by everything in a process (the controllers of one controller manager, say).
 *
 * Upstream: staging/src/k8s.io/client-go/informers/factory.go
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { Store } from '../store/store';
import { Informer } from './informer';
import type { WatchDelivery } from './watch-delivery';

export class InformerFactory {
  readonly #informers = new Map<string, Informer>();
  #started = false;

  constructor(
    private readonly store: Store,
    private readonly delivery: WatchDelivery,
  ) {}

  /** The informer of a table such as `pods` or `apps/deployments`; started at once when the factory is. */
  of<T extends KubeObject>(table: string): Informer<T> {
    let informer = this.#informers.get(table);
    if (!informer) {
      informer = new Informer(this.store.table(table), this.delivery);
      this.#informers.set(table, informer);
      if (this.#started) informer.start();
    }
    return informer as unknown as Informer<T>;
  }

  start(): void {
    this.#started = true;
    for (const informer of this.#informers.values()) informer.start();
  }

  stop(): void {
    this.#started = false;
    for (const informer of this.#informers.values()) informer.stop();
  }
}
