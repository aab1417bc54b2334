/** A profile of all that looks at nothing but nodes, pods and namespaces, for tests of the scheduler's parts. */
import { selectorOfMap } from '../../../lib/engine/apimachinery/labels';
import { DEFAULT_ARGUMENTS } from '../../../lib/engine/scheduler/configuration/plugin-arguments';
import { imageLocality } from '../../../lib/engine/scheduler/plugins/image-locality';
import { interPodAffinity } from '../../../lib/engine/scheduler/plugins/inter-pod-affinity';
import { nodeAffinity } from '../../../lib/engine/scheduler/plugins/node-affinity';
import { nodePorts } from '../../../lib/engine/scheduler/plugins/node-ports';
import { nodeResourcesBalancedAllocation } from '../../../lib/engine/scheduler/plugins/node-resources-balanced-allocation';
import { nodeResourcesFit } from '../../../lib/engine/scheduler/plugins/node-resources-fit';
import { nodeUnschedulable } from '../../../lib/engine/scheduler/plugins/node-unschedulable';
import { podTopologySpread } from '../../../lib/engine/scheduler/plugins/pod-topology-spread';
import { taintToleration } from '../../../lib/engine/scheduler/plugins/taint-toleration';
import type { NamespaceLabels } from '../../../lib/engine/scheduler/pod-affinity-terms';
import type { Profile } from '../../../lib/engine/scheduler/profile';

/** Pods belong together by their label `app`. */
export function profile(namespaces: NamespaceLabels = () => undefined, percentageOfNodesToScore = 100): Profile {
  const groupSelector = ({
    metadata: { labels = {} },
  }: {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  }) => selectorOfMap('app' in labels ? { app: labels['app']! } : {});
  const spread = podTopologySpread(groupSelector, undefined);
  const affinity = interPodAffinity(namespaces, DEFAULT_ARGUMENTS);
  const choice = nodeAffinity(undefined);
  const fit = nodeResourcesFit(DEFAULT_ARGUMENTS);
  const balance = nodeResourcesBalancedAllocation(DEFAULT_ARGUMENTS.balancedResources);
  return {
    schedulerName: 'default-scheduler',
    preEnqueue: [],
    preFilter: [choice, nodePorts, spread, affinity],
    filter: [nodeUnschedulable, taintToleration, choice, nodePorts, fit, spread, affinity],
    score: [
      { plugin: taintToleration, weight: 3 },
      { plugin: choice, weight: 2 },
      { plugin: fit, weight: 1 },
      { plugin: spread, weight: 2 },
      { plugin: affinity, weight: 2 },
      { plugin: balance, weight: 1 },
      { plugin: imageLocality, weight: 1 },
    ],
    reserve: [],
    preBind: [],
    preempts: true,
    percentageOfNodesToScore,
  };
}
