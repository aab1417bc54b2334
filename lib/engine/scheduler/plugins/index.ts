/** The plugins of the default profile, in the order in which they are asked. */
import type { Plugin } from '../framework';
import type { GroupSelector } from '../group-selector';
import type { NamespaceLabels } from '../pod-affinity-terms';
import { imageLocality } from './image-locality';
import { interPodAffinity } from './inter-pod-affinity';
import { nodeAffinity } from './node-affinity';
import { nodeName } from './node-name';
import { nodePorts } from './node-ports';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation';
import { nodeResourcesFit } from './node-resources-fit';
import { nodeUnschedulable } from './node-unschedulable';
import { podTopologySpread } from './pod-topology-spread';
import { schedulingGates } from './scheduling-gates';
import { taintToleration } from './taint-toleration';

/** What plugins have to know of the cluster besides nodes and pods. */
export interface Surroundings {
  readonly namespaceLabels: NamespaceLabels;
  readonly groupSelector: GroupSelector;
}

export function defaultPlugins({ namespaceLabels, groupSelector }: Surroundings): readonly Plugin[] {
  return [
    schedulingGates,
    nodeUnschedulable,
    nodeName,
    taintToleration,
    nodeAffinity,
    nodePorts,
    nodeResourcesFit,
    podTopologySpread(groupSelector),
    interPodAffinity(namespaceLabels),
    nodeResourcesBalancedAllocation,
    imageLocality,
  ];
}
