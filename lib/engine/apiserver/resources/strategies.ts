/** The strategy of each built-in resource, by the name of its table. */
import type { KubeObject } from '../../apimachinery/object-meta';
import type { ResourceStrategy } from '../strategy';
import { controlPlaneFamily } from './control-plane-family';
import { coreFamily } from './core-family';
import { networkFamily } from './network-family';
import { nodeFamily } from './node-family';
import { podFamily } from './pod-family';
import { rbacFamily } from './rbac-family';

/** How an object of one version becomes the storage version and back, where a kind has several. */
export interface VersionConversion {
  /** Defaults of this version, in place, before the conversion. */
  applyDefaults?(draft: KubeObject): void;
  toStorage(object: KubeObject): KubeObject;
  fromStorage(object: KubeObject): KubeObject;
}

const families: readonly Readonly<Record<string, ResourceStrategy>>[] = [
  coreFamily,
  podFamily,
  networkFamily,
  nodeFamily,
  rbacFamily,
  controlPlaneFamily,
];
const conversions: readonly Readonly<Record<string, VersionConversion>>[] = [];

const NONE: ResourceStrategy = {};

export function strategyOf(table: string): ResourceStrategy {
  for (const family of families) if (Object.hasOwn(family, table)) return family[table] ?? NONE;
  return NONE;
}

/** By group version and plural, e.g. `autoscaling/v1/horizontalpodautoscalers`; undefined where the version is the storage version. */
export function conversionOf(apiVersion: string, plural: string): VersionConversion | undefined {
  const name = `${apiVersion}/${plural}`;
  for (const family of conversions) if (Object.hasOwn(family, name)) return family[name];
  return undefined;
}
