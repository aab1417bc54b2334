/** The plugins by name, each made for one profile. */
import type { PluginArguments } from '../configuration/plugin-arguments';
import type { Plugin } from '../framework';
import type { GroupSelector } from '../group-selector';
import type { NamespaceLabels } from '../pod-affinity-terms';
import type { VolumeBinder } from '../volumes/volume-binder';
import { imageLocality } from './image-locality';
import { azureDiskLimits, cinderLimits, ebsLimits, gcePdLimits } from './in-tree-volume-limits';
import { interPodAffinity } from './inter-pod-affinity';
import { nodeAffinity } from './node-affinity';
import { nodeName } from './node-name';
import { nodePorts } from './node-ports';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation';
import { nodeResourcesFit } from './node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable';
import { nodeVolumeLimits } from './node-volume-limits';
import { podTopologySpread } from './pod-topology-spread';
import { schedulingGates } from './scheduling-gates';
import { taintToleration } from './taint-toleration';
import { volumeBinding } from './volume-binding';
import { volumeRestrictions } from './volume-restrictions';
import { volumeZone } from './volume-zone';

/** What plugins have to know of the cluster besides nodes and pods. */
export interface Surroundings {
  readonly namespaceLabels: NamespaceLabels;
  readonly groupSelector: GroupSelector;
  readonly volumeBinder: VolumeBinder;
}

export const PLUGINS: Readonly<Record<string, (around: Surroundings, given: PluginArguments) => Plugin>> = {
  NodeUnschedulable: () => nodeUnschedulable,
  NodeName: () => nodeName,
  TaintToleration: () => taintToleration,
  NodeAffinity: (_around, given) => nodeAffinity(given.addedAffinity),
  NodePorts: () => nodePorts,
  NodeResourcesFit: (_around, given) => nodeResourcesFit(given),
  VolumeRestrictions: ({ volumeBinder }) => volumeRestrictions(volumeBinder.storage),
  EBSLimits: ({ volumeBinder }) => ebsLimits(volumeBinder.storage),
  GCEPDLimits: ({ volumeBinder }) => gcePdLimits(volumeBinder.storage),
  NodeVolumeLimits: ({ volumeBinder }) => nodeVolumeLimits(volumeBinder.storage),
  AzureDiskLimits: ({ volumeBinder }) => azureDiskLimits(volumeBinder.storage),
  CinderLimits: ({ volumeBinder }) => cinderLimits(volumeBinder.storage),
  VolumeBinding: ({ volumeBinder }, { bindTimeoutMs }) => volumeBinding(volumeBinder, bindTimeoutMs),
  VolumeZone: ({ volumeBinder }) => volumeZone(volumeBinder.storage),
  PodTopologySpread: ({ groupSelector }, given) => podTopologySpread(groupSelector, given.defaultConstraints),
  InterPodAffinity: ({ namespaceLabels }, given) => interPodAffinity(namespaceLabels, given),
  NodeResourcesBalancedAllocation: (_around, given) => nodeResourcesBalancedAllocation(given.balancedResources),
  ImageLocality: () => imageLocality,
  SchedulingGates: () => schedulingGates,
};
