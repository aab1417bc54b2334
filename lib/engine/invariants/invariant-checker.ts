/**
 * Holds a running cluster to its invariants: those of changes at each write, those of rest when nothing was written to their resources for
 * a while. The first that breaks is thrown out of the call that moved the time on.
 */
import { formatTime } from '../apimachinery/time';
import type { VirtualClock } from '../clock/clock';
import type { StoreChange } from '../store/store-table';
import type { Store } from '../store/store';
import type { AnyInvariant } from './index';
import { InvariantViolation, type ChangeInvariant, type InvariantWorld, type RestInvariant } from './invariant';

/** Longer than any delay of a watch, a queue or a retry that a healthy component has. */
const REST_MS = 2_000;

interface CheckedCluster {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly seed: number | string;
  /** Whether components are kept from following; then nothing can come to rest. */
  isDisturbed?(): boolean;
}

export class InvariantChecker implements InvariantWorld {
  readonly #byResource = new Map<string, ChangeInvariant[]>();
  readonly #atRest: readonly RestInvariant[];
  readonly #touched = new Set<string>();
  #quietSinceMs = 0;
  #planned = false;
  readonly #stop: () => void;

  constructor(
    private readonly cluster: CheckedCluster,
    invariants: readonly AnyInvariant[],
  ) {
    this.#atRest = invariants.filter((it): it is RestInvariant => 'allBroken' in it);
    for (const invariant of invariants) {
      if ('broken' in invariant) for (const resource of invariant.resources) this.#hold(resource, invariant);
    }
    this.#stop = cluster.store.subscribeAll((change) => this.#changed(change));
  }

  get store(): Store {
    return this.cluster.store;
  }

  nowMs(): number {
    return this.cluster.clock.now();
  }

  stop(): void {
    this.#stop();
  }

  #hold(resource: string, invariant: ChangeInvariant): void {
    const held = this.#byResource.get(resource);
    if (held) held.push(invariant);
    else this.#byResource.set(resource, [invariant]);
  }

  #changed(change: StoreChange): void {
    for (const key of ['*', change.resource]) {
      for (const invariant of this.#byResource.get(key) ?? []) {
        const what = invariant.broken(change, this);
        if (what !== undefined) this.#report(invariant.name, what);
      }
    }
    if (!this.#atRest.some(({ resources }) => resources.includes(change.resource))) return;
    this.#touched.add(change.resource);
    this.#quietSinceMs = this.nowMs();
    this.#plan();
  }

  /** One look for however many changes. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    this.cluster.clock.schedule(this.#quietSinceMs + REST_MS - this.nowMs(), () => {
      this.#planned = false;
      if (this.cluster.isDisturbed?.()) this.#quietSinceMs = this.nowMs();
      if (this.nowMs() < this.#quietSinceMs + REST_MS) this.#plan();
      else this.#look();
    });
  }

  #look(): void {
    for (const { name, resources, allBroken } of this.#atRest) {
      if (!resources.some((resource) => this.#touched.has(resource))) continue;
      const [first] = allBroken(this);
      if (first !== undefined) this.#report(name, first);
    }
    this.#touched.clear();
  }

  #report(name: string, what: string): never {
    const { clock, seed } = this.cluster;
    throw new InvariantViolation(name, formatTime(clock.now()), clock.executed, seed, what);
  }
}
