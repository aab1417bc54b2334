/** Something that is broken in a cluster, until it is healed. */
export interface Fault {
  /** Tells it from the others of the cluster: `fault-3`. */
  readonly id: string;
  /** What it is, in a few words: `node-down node-2`. */
  readonly name: string;
  /** Virtual time at which it began, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Whether it is over. */
  readonly healed: boolean;
  /** Ends it; does nothing where it is over. */
  heal(): void;
}

/** A fault that cannot be: there is no such node, component, container. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}
