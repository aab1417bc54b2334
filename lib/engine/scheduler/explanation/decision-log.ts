/** The last decisions about the pods that were looked at last; how much is kept does not grow with the cluster. */
import { LeastRecentlyUsed } from '../../client/least-recently-used';
import { refusedNodes, scoredNodes, type BestNodes, type Decision } from './decision';
import type { RefusalGroup } from '../node-refusals';

const PODS = 1_000;
const DECISIONS_PER_POD = 5;

/** A decision as it is made. */
export interface NewDecision extends Omit<Decision, 'refused' | 'scores'> {
  readonly refusals: readonly RefusalGroup[];
  /** Undefined where there was no choice. */
  readonly best?: BestNodes;
}

export class DecisionLog {
  readonly #byPod = new LeastRecentlyUsed<readonly NewDecision[]>(PODS);

  add(uid: string, decision: NewDecision): void {
    const before = this.#byPod.get(uid);
    this.#byPod.set(uid, before ? [...before.slice(1 - DECISIONS_PER_POD), decision] : [decision]);
  }

  /** The oldest first. */
  of(uid: string): readonly Decision[] {
    return (this.#byPod.get(uid) ?? []).map(({ refusals, best, ...decision }) => ({
      ...decision,
      refused: refusedNodes(refusals),
      scores: best ? scoredNodes(best) : [],
    }));
  }
}
