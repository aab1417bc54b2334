/**
 * Objects that somebody renews at a fixed interval, such as the leases of nodes, without a write for each renewal.
 *
 * Whoever reads such an object finds it as its last renewal left it, in the revision in which it was last written otherwise: reading
 * changes nothing. While somebody follows every change of the table (a watch from outside), each renewal is written. The last renewal is
 * written when the renewing ends. So a month of leases costs nothing, and what can be seen of them is as if each had been written.
 *
 * Differs: informers of components, which do not ask for renewals, see the object as it was last written; `lastMs` tells them the rest.
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { Scheduling, Timer } from '../clock/clock';
import type { StoreTable } from './store-table';

export interface HeartbeatRhythm<T extends KubeObject> {
  /** From one renewal to the next. */
  readonly intervalMs: number;
  /** The object as a renewal at this moment leaves it; itself where it says something later already. */
  renewed(object: T, atMs: number): T;
}

interface Beat {
  readonly startMs: number;
  readonly skewMs: number;
  timer?: Timer;
}

export class Heartbeats<T extends KubeObject> {
  readonly #beats = new Map<string, Beat>();
  #followed = false;

  constructor(
    private readonly table: StoreTable<T>,
    private readonly clock: Scheduling,
    private readonly rhythm: HeartbeatRhythm<T>,
  ) {
    table.presentWith({
      present: (key, object) => this.#current(key, object),
      followed: (followed) => this.#follow(followed),
    });
  }

  /**
   * The object under this key is renewed from now on; now is the first time.
   * @param skewMs how far the clock of whoever renews it is ahead
   */
  begin(key: string, skewMs = 0): void {
    this.end(key);
    const beat: Beat = { startMs: this.clock.now(), skewMs };
    this.#beats.set(key, beat);
    if (this.#followed) this.#plan(key, beat);
  }

  /** It is renewed no more. */
  end(key: string): void {
    const beat = this.#beats.get(key);
    if (!beat) return;
    beat.timer?.cancel();
    this.#write(key);
    this.#beats.delete(key);
  }

  /** When the object was last renewed; undefined when nobody renews it. */
  lastMs(key: string): number | undefined {
    const beat = this.#beats.get(key);
    if (!beat) return undefined;
    const { intervalMs } = this.rhythm;
    return beat.startMs + Math.floor((this.clock.now() - beat.startMs) / intervalMs) * intervalMs;
  }

  #current(key: string, object: T): T {
    const atMs = this.lastMs(key);
    const { skewMs = 0 } = this.#beats.get(key) ?? {};
    return atMs === undefined ? object : this.rhythm.renewed(object, atMs + skewMs);
  }

  #write(key: string): void {
    const stored = this.table.stored(key);
    const current = stored && this.#current(key, stored);
    if (current && current !== stored) this.table.put(key, current);
  }

  #follow(followed: boolean): void {
    this.#followed = followed;
    for (const [key, beat] of this.#beats) {
      if (followed) this.#plan(key, beat);
      else beat.timer?.cancel();
    }
  }

  #plan(key: string, beat: Beat): void {
    const elapsedMs = this.clock.now() - beat.startMs;
    const { intervalMs } = this.rhythm;
    beat.timer = this.clock.schedule(intervalMs - (elapsedMs % intervalMs), () => {
      this.#write(key);
      this.#plan(key, beat);
    });
  }
}
