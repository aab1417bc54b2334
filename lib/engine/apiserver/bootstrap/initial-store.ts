/**
 * The store that clusters start with. What the API server writes into an empty store is the same for all that start at one time, so it is
 * written once and forked for each.
 */
import { VirtualClock } from '../../clock/clock';
import { Random } from '../../random/random';
import { Store } from '../../store/store';
import { ApiServer } from '../api-server';

/** Clusters mostly start at one time: what was made last will do again. */
let made: { readonly startMs: number; readonly store: Store } | undefined;

/** @param startMs virtual time at the start, in milliseconds since the epoch */
export function initialStore(startMs: number): Store {
  if (made?.startMs !== startMs) {
    const store = new Store();
    new ApiServer({ store, clock: new VirtualClock(startMs), random: new Random('initial store') });
    made = { startMs, store };
  }
  return made.store.fork();
}
