/** The environments as they are synthesised, once per test file. */
import { Testing } from 'cdk8s';
import { App, type Chart } from 'cdk8s';
import { BoutiqueEnvironment } from '../../lib/boutique/environments/boutique-environment';
import {
  ENVIRONMENT_NAMES,
  type EnvironmentName,
  type EnvironmentOptions,
} from '../../lib/boutique/environments/environment';
import { type Manifest, ManifestSet } from '../oracles/manifest-set';

/** Objects of a chart, namespace chart included, in the order in which they are written. */
export function objectsOf(charts: readonly Chart[]): Manifest[] {
  return charts.flatMap((chart) => Testing.synth(chart) as Manifest[]);
}

/** The objects of one environment. */
export function synthEnvironment(name: EnvironmentName, options: EnvironmentOptions = {}): Manifest[] {
  const { namespace, shop } = new BoutiqueEnvironment(new App(), name, options);
  return objectsOf([namespace, shop]);
}

/** Each environment's objects as a set to ask. */
export function environmentSets(): [EnvironmentName, ManifestSet][] {
  return ENVIRONMENT_NAMES.map((name) => [name, new ManifestSet(synthEnvironment(name))]);
}
