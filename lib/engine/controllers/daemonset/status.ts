/**
 * A DaemonSet's status from its nodes and pods.
 *
 * Upstream: pkg/controller/daemon/daemon_controller.go (updateDaemonSetStatus, storeDaemonSetStatus)
 */
import type { DaemonSetStatus } from '../../apimachinery/api/apps-v1';
import type { Node, Pod } from '../../apimachinery/api/core-v1';
import { isPodReady } from '../pods/pod-state';
import { byAge, type PodsByNode } from './daemon-pods';
import type { NodeFit } from './node-fit';

export interface StatusRules {
  fit(node: Node): NodeFit;
  isUpdated(pod: Pod): boolean;
  isAvailable(pod: Pod): boolean;
}

/** The status with its counts; the rest stays as it was. */
export function daemonSetStatus(
  old: DaemonSetStatus | undefined,
  nodes: readonly Node[],
  pods: PodsByNode,
  { fit, isUpdated, isAvailable }: StatusRules,
): DaemonSetStatus {
  let [desired, current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0, 0];
  for (const node of nodes) {
    const [oldest] = [...(pods.get(node.metadata.name) ?? [])].sort(byAge);
    if (!fit(node).shouldRun) {
      if (oldest) misscheduled++;
      continue;
    }
    desired++;
    if (!oldest) continue;
    current++;
    if (isPodReady(oldest)) ready++;
    if (isAvailable(oldest)) available++;
    if (isUpdated(oldest)) updated++;
  }
  const optional = {
    updatedNumberScheduled: updated,
    numberAvailable: available,
    numberUnavailable: desired - available,
  };
  const { collisionCount, conditions, observedGeneration } = old ?? {};
  return {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...Object.fromEntries(Object.entries(optional).filter(([, count]) => count !== 0)),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}
