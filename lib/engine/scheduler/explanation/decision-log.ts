/** The last decisions about the pods that were looked at last; how much is kept does not grow with the cluster. */
import { LeastRecentlyUsed } from '../../client/least-recently-used';
import type { Decision } from './decision';

const PODS = 1_000;
const DECISIONS_PER_POD = 5;

export class DecisionLog {
  readonly #byPod = new LeastRecentlyUsed<readonly Decision[]>(PODS);

  add(uid: string, decision: Decision): void {
    const before = this.#byPod.get(uid) ?? [];
    this.#byPod.set(uid, [...before.slice(1 - DECISIONS_PER_POD), decision]);
  }

  /** The oldest first. */
  of(uid: string): readonly Decision[] {
    return this.#byPod.get(uid) ?? [];
  }
}
