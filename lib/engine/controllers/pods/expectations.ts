/**
 * What a controller has asked for and not yet seen in its copy of the world: while something is outstanding it must not count what is
 * there, or it would ask again.
 *
 * Expectations that nothing fulfils within five minutes are given up, since the event may have been lost.
 *
 * Upstream: pkg/controller/controller_utils.go (ControllerExpectations, UIDTrackingControllerExpectations)
 */
import type { Clock } from '../../clock/clock';

const TIMEOUT_MS = 5 * 60_000;

interface Expectation {
  creations: number;
  /** Keys of objects whose deletion was asked for. */
  readonly deletions: Set<string>;
  readonly sinceMs: number;
}

export class Expectations {
  readonly #byKey = new Map<string, Expectation>();

  constructor(private readonly clock: Clock) {}

  /** Whether all that was asked for has been seen, or is too old to be waited for. */
  satisfied(key: string): boolean {
    const expectation = this.#byKey.get(key);
    if (!expectation) return true;
    if (expectation.creations <= 0 && expectation.deletions.size === 0) return true;
    return this.clock.now() - expectation.sinceMs > TIMEOUT_MS;
  }

  expectCreations(key: string, count: number): void {
    this.expect(key, count, []);
  }

  /** @param objects keys of what is going to be deleted */
  expectDeletions(key: string, objects: readonly string[]): void {
    this.expect(key, 0, objects);
  }

  /** Both at once. @param deletions keys of what is going to be deleted */
  expect(key: string, creations: number, deletions: readonly string[]): void {
    this.#byKey.set(key, { creations, deletions: new Set(deletions), sinceMs: this.clock.now() });
  }

  /** One was seen, or will never come. */
  creationObserved(key: string): void {
    const expectation = this.#byKey.get(key);
    if (expectation) expectation.creations--;
  }

  /** It was seen to go, or its deletion failed. */
  deletionObserved(key: string, object: string): void {
    this.#byKey.get(key)?.deletions.delete(object);
  }

  /** The controller's own object is gone. */
  forget(key: string): void {
    this.#byKey.delete(key);
  }
}
