/**
 * How late the watches of components are: a little by chance, more or for ever where a fault says so.
 *
 * A fault is about all watches of a component, or about those of one resource: then that component's view of it grows stale.
 */
import type { Scheduling } from '../clock/clock';
import type { Random } from '../random/random';
import { OrderedWatchDelivery, type Lag, type WatchDelivery } from './watch-delivery';

export class WatchLag {
  readonly #lags = new Map<string, Lag>();
  #cut = false;

  /** @param component such as `kube-scheduler`; @param delays what chance decides of the delays */
  delivery(component: string, clock: Scheduling, delays: Random): WatchDelivery {
    return new OrderedWatchDelivery(clock, delays, (table) => (this.#cut ? 'frozen' : this.#lagOf(component, table)));
  }

  /** From now on; undefined ends it. @param table such as `pods`; all where none is named */
  set(component: string, lag: Lag | undefined, table = ''): void {
    const key = keyOf(component, table);
    if (lag === undefined) this.#lags.delete(key);
    else this.#lags.set(key, lag);
  }

  /** Nothing arrives anywhere while there is no API server. */
  cut(cut: boolean): void {
    this.#cut = cut;
  }

  #lagOf(component: string, table: string): Lag {
    if (this.#lags.size === 0) return 0;
    return this.#lags.get(keyOf(component, table)) ?? this.#lags.get(keyOf(component, '')) ?? 0;
  }
}

function keyOf(component: string, table: string): string {
  return `${component}/${table}`;
}
