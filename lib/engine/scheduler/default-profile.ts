/**
 * The profile that there is unless a configuration says otherwise.
 *
 * Upstream: pkg/scheduler/apis/config/v1/default_plugins.go
 */
import type { Plugin } from './framework';
import { PLUGINS, type Surroundings } from './plugins';
import type { Profile } from './profile';

/** In the order in which they are asked, with the weights of those that give points. */
const DEFAULT_PLUGINS: Readonly<Record<string, number>> = {
  NodeUnschedulable: 0,
  NodeName: 0,
  TaintToleration: 3,
  NodeAffinity: 2,
  NodePorts: 0,
  NodeResourcesFit: 1,
  VolumeRestrictions: 0,
  EBSLimits: 0,
  GCEPDLimits: 0,
  NodeVolumeLimits: 0,
  AzureDiskLimits: 0,
  VolumeBinding: 0,
  VolumeZone: 0,
  PodTopologySpread: 2,
  InterPodAffinity: 2,
  NodeResourcesBalancedAllocation: 1,
  ImageLocality: 1,
  SchedulingGates: 0,
};

export function defaultProfile(around: Surroundings): Profile {
  const weighted = Object.entries(DEFAULT_PLUGINS).map(([name, weight]) => ({
    plugin: PLUGINS[name]!(around),
    weight,
  }));
  const having = (point: keyof Plugin): Plugin[] =>
    weighted.map(({ plugin }) => plugin).filter((plugin) => plugin[point] !== undefined);
  return {
    schedulerName: 'default-scheduler',
    preEnqueue: having('preEnqueue'),
    preFilter: having('preFilter'),
    filter: having('filter'),
    score: weighted.filter(({ plugin }) => plugin.score),
    reserve: having('reserve'),
    preBind: having('preBind'),
    preempts: true,
    percentageOfNodesToScore: 0,
  };
}
