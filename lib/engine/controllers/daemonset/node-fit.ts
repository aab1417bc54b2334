/**
 * Which nodes a DaemonSet wants a pod on, and from which it would not take one away.
 *
 * Upstream: pkg/controller/daemon/daemon_controller.go (NodeShouldRunDaemonPod)
 */
import type { DaemonSet } from '../../apimachinery/api/apps-v1';
import type { Node, Pod } from '../../apimachinery/api/core-v1';
import { isRequiredNode } from '../../apimachinery/node-selection';
import { untolerated } from '../../apimachinery/tolerations';
import { daemonTolerations } from './daemon-template';

export interface NodeFit {
  readonly shouldRun: boolean;
  /** A pod that is there may stay. */
  readonly shouldContinue: boolean;
}

const NEITHER: NodeFit = { shouldRun: false, shouldContinue: false };

/** The answer for any node. */
export function nodeFitOf({ spec }: DaemonSet): (node: Node) => NodeFit {
  const podSpec = spec!.template.spec!;
  const pod = { spec: podSpec } as Pod;
  const tolerations = daemonTolerations(podSpec);
  return ({ metadata, spec: nodeSpec }) => {
    const { name, labels = {} } = metadata;
    if (podSpec.nodeName && podSpec.nodeName !== name) return NEITHER;
    if (!isRequiredNode(pod, { name, labels })) return NEITHER;
    const { taints } = nodeSpec ?? {};
    if (!untolerated(taints, tolerations, ['NoExecute', 'NoSchedule'])) {
      return { shouldRun: true, shouldContinue: true };
    }
    return { shouldRun: false, shouldContinue: !untolerated(taints, tolerations, ['NoExecute']) };
  };
}
