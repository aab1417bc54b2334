/**
 * What is written for every environment (dist/, see test/dist.test.ts), platform, strategy and variation. The plain shop is there as a
 * whole, everything else as what it changes (difference.ts), so that a reader sees the choice and not 3,800 lines around it.
 */
import { join } from 'node:path';
import { App, type Chart } from 'cdk8s';
import { BoutiqueEnvironment, type EnvironmentOptions, OnlineBoutique, PLATFORM_NAMES } from '../../lib';
import { snapshotTests } from '../support/snapshot-folder';
import { STRATEGIES, VARIATIONS } from './cases';
import { difference, objectsById, whole } from './difference';

const folder = (name: string): string => join(__dirname, '__snapshots__', name);

/** Both charts of prod. */
function prod(options: EnvironmentOptions = {}): Chart[] {
  const { namespace, shop } = new BoutiqueEnvironment(new App(), 'prod', options);
  return [namespace, shop];
}

function shop(props = {}): Chart[] {
  return [new OnlineBoutique(new App(), 'boutique', { namespace: 'boutique', ...props })];
}

function filesOf<T>(cases: Readonly<Record<string, T>>, from: readonly Chart[], make: (one: T) => Chart[]) {
  const before = objectsById(from);
  return new Map(
    Object.entries(cases).map(([name, one]) => [`${name}.yaml`, () => difference(before, objectsById(make(one)))]),
  );
}

describe('the shop without a word is written as in', () => {
  snapshotTests(folder('shop'), new Map([['boutique.yaml', () => whole(objectsById(shop()))]]));
});

describe('against prod in dist, a platform with a load balancer changes what is in', () => {
  const cases = Object.fromEntries(PLATFORM_NAMES.map((platform) => [platform, platform]));
  snapshotTests(
    folder('platforms'),
    filesOf(cases, prod(), (platform) => prod({ platform, expose: [{ type: 'loadBalancer' }] })),
  );
});

describe('against prod in dist, a release strategy changes what is in', () => {
  snapshotTests(folder('strategies'), filesOf(STRATEGIES, prod(), prod));
});

describe('against the shop without a word, a variation changes what is in', () => {
  snapshotTests(folder('variations'), filesOf(VARIATIONS, shop(), shop));
});
