/** The strategy of each built-in resource, by the name of its table. */
import type { ResourceStrategy } from '../strategy';
import { definitionStrategy } from '../custom-resources/definition-strategy';
import type { VersionConversion } from '../version-conversion';
import { controlPlaneFamily } from './control-plane-family';
import { coreConversions, coreFamily } from './core-family';
import { flowControlConversions } from './flow-control-versions';
import { networkFamily } from './network-family';
import { nodeFamily } from './node-family';
import { podFamily } from './pod-family';
import { rbacFamily } from './rbac-family';
import { storageFamily } from './storage-family';
import { workloadConversions, workloadFamily } from './workload-family';

const extensionsFamily = {
  'apiextensions.k8s.io/customresourcedefinitions': definitionStrategy as ResourceStrategy,
};

const families: readonly Readonly<Record<string, ResourceStrategy>>[] = [
  coreFamily,
  podFamily,
  networkFamily,
  nodeFamily,
  storageFamily,
  rbacFamily,
  controlPlaneFamily,
  workloadFamily,
  extensionsFamily,
];
const conversions: readonly Readonly<Record<string, VersionConversion>>[] = [
  coreConversions,
  workloadConversions,
  flowControlConversions,
];

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
