/**
 * Whatever is said about a shop: either the synthesis says in readable lines what is wrong, or what it writes is valid by the published
 * schemas and is taken by the API server in a namespace that enforces Pod Security "restricted".
 */
import { App, Testing } from 'cdk8s';
import fc from 'fast-check';
import { OnlineBoutique } from '../../lib/boutique/online-boutique';
import { type OnlineBoutiqueProps } from '../../lib/boutique/online-boutique-props';
import { refusalsOf } from '../support/api-server';
import { strictFindingsOf } from '../support/strict-schema';
import { shopProps } from './arbitrary-shop';
import { type Manifest } from './manifest-set';
import { mistakesIn } from './readable-error';

const RUNS = { seed: 106, numRuns: 20 };

/** The objects, or undefined where the synthesis told its mistakes. @throws Error for anything else: a crash */
function synthOrTold(props: OnlineBoutiqueProps): Manifest[] | undefined {
  try {
    return Testing.synth(new OnlineBoutique(new App(), 'shop', props)) as Manifest[];
  } catch (error) {
    mistakesIn(error);
    return undefined;
  }
}

test('any combination of variations is refused in readable words, or written as the API server wants it', () => {
  const outcomes = { told: 0, written: 0 };
  fc.assert(
    fc.property(shopProps, (props) => {
      const objects = synthOrTold(props);
      outcomes[objects ? 'written' : 'told'] += 1;
      if (!objects) return;
      expect(strictFindingsOf(objects).wrong).toEqual([]);
      expect(refusalsOf(objects)).toEqual([]);
    }),
    RUNS,
  );
  expect(outcomes.told).toBeGreaterThan(0);
  expect(outcomes.written).toBeGreaterThan(0);
});
