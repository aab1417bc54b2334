/** A seed that is run twice must go the same way twice. */
import { exploreSeed, type Exploration, type ExploredSeed } from '../../lib/checks/explore-seed';

export interface TwiceExplored {
  readonly first: ExploredSeed;
  /** What is wrong, in a sentence each; empty where all is well. */
  readonly wrong: readonly string[];
}

export function exploreTwice(exploration: Exploration): TwiceExplored {
  const first = exploreSeed(exploration);
  const second = exploreSeed(exploration);
  const wrong: string[] = [];
  if (first.broken !== undefined) wrong.push(first.broken);
  if (first.unready.length > 0) wrong.push(`not available after everything was healed: ${first.unready.join(', ')}`);
  if (second.history !== first.history) wrong.push(`two histories: ${first.history} and ${second.history}`);
  return { first, wrong };
}
