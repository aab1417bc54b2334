/**
 * How late the watches of components are: a little by chance, more or for ever where a fault says so.
 *
 * A fault is about all watches of a component, or about those of one resource: then that component's view of it grows stale.
 */
import type { Scheduling } from '../clock/clock';
import type { Random } from '../random/random';
import type { WatchDelivery } from './informer';

/** How long a change takes to reach a component that watches: so much, and up to so much more. */
const MIN_DELAY_MS = 1;
const DELAY_SPREAD_MS = 5;

/** What arrives later by so much, or not at all. */
export type Lag = number | 'frozen';

export class WatchLag {
  readonly #lags = new Map<string, Lag>();
  #cut = false;

  /** @param component such as `kube-scheduler`; @param delays what chance decides of the delays */
  delivery(component: string, clock: Scheduling, delays: Random): WatchDelivery {
    return {
      schedule: (delayMs, task) => clock.schedule(delayMs, task),
      delayMs: (table) => {
        const delayMs = MIN_DELAY_MS + delays.integer(DELAY_SPREAD_MS);
        const lag = this.#cut ? 'frozen' : this.#lagOf(component, table);
        return lag === 'frozen' ? undefined : delayMs + lag;
      },
    };
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
    return this.#lags.get(keyOf(component, table)) ?? this.#lags.get(keyOf(component, '')) ?? 0;
  }
}

function keyOf(component: string, table: string): string {
  return `${component}/${table}`;
}
