/**
 * Which waiting pods a change is worth another try for, besides what the plugins that refused them care about.
 *
 * Upstream: pkg/scheduler/eventhandlers.go (preCheckForNode, AdmissionCheck), internal/queue/scheduling_queue.go
 * (getUnschedulablePodsWithMatchingAffinityTerm)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { isRequiredNode } from '../apimachinery/node-selection';
import { untolerated } from '../apimachinery/tolerations';
import type { NodeInfo } from './node-info';
import { affinityTermsOf, type NamespaceLabels } from './pod-affinity-terms';
import { demandsOf } from './pod-demands';
import { lackingResources } from './resource-fit';

/** Whether a pod is worth another try. */
export type Waking = (waiting: Pod) => boolean;

/** A node has come or changed: pods that it might take as it is, were they alone. */
export function wokenByNode(node: NodeInfo): Waking {
  return (waiting) => {
    const demands = demandsOf(waiting);
    if (lackingResources(demands, node).length > 0 || !isRequiredNode(waiting, node)) return false;
    if (demands.hostPorts.some((port) => node.hostPorts.clash(port))) return false;
    return untolerated(node.node.spec?.taints, waiting.spec?.tolerations, ['NoSchedule']) === undefined;
  };
}

/** A pod has got its node, or has changed there: pods that want to be near it. */
export function wokenByPod({ metadata }: Pod, namespaces: NamespaceLabels): Waking {
  return (waiting) => affinityTermsOf(waiting).requiredAffinity.some((term) => term.matches(metadata, namespaces));
}
