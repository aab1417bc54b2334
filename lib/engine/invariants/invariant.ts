/**
 * What must never break, whatever happens to a cluster. Invariants look at what is stored and at nothing else, so that they hold any
 * implementation to the same rules.
 */
import type { KubeObject } from '../apimachinery/object-meta';
import type { StoreChange } from '../store/store-table';
import type { Store } from '../store/store';

export interface InvariantWorld {
  readonly store: Store;
  /** Virtual time, in milliseconds since the epoch. */
  nowMs(): number;
}

/** Holds at every change: looked at right after each write of its resources. */
export interface ChangeInvariant<T extends KubeObject = KubeObject> {
  /** A few words with dashes, as reports name it. */
  readonly name: string;
  /** Tables whose changes it looks at, such as `pods` or `apps/deployments`; `*` for all. */
  readonly resources: readonly string[];
  /** What is broken, in a sentence with figures; undefined where it holds. */
  broken(change: StoreChange<T>, world: InvariantWorld): string | undefined;
}

/** Holds once components have had their time to follow: looked at when nothing was written to its resources for a while. */
export interface RestInvariant {
  readonly name: string;
  readonly resources: readonly string[];
  /** Everything that is broken. */
  allBroken(world: InvariantWorld): readonly string[];
}

/** An invariant does not hold: the engine, or what the user asked of it, is wrong. */
export class InvariantViolation extends Error {
  constructor(
    readonly invariant: string,
    /** Virtual time, RFC 3339. */
    readonly time: string,
    /** Events that had run. */
    readonly step: number,
    readonly seed: number | string,
    what: string,
  ) {
    super(`${invariant}: ${what} (at ${time}, step ${step}, seed ${seed})`);
  }
}

/** An invariant over one kind of objects, typed. */
export function changeInvariant<T extends KubeObject>(invariant: ChangeInvariant<T>): ChangeInvariant {
  return invariant as unknown as ChangeInvariant;
}

export function nameOf({ metadata }: KubeObject): string {
  return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}
