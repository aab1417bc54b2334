/**
 * The last status of a pod: none of its containers is left without an end.
 *
 * Upstream: pkg/kubelet/status/status_manager.go (TerminatePod)
 */
import type { ContainerStatus, PodStatus } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { isTerminalPhase } from './pod-phase';

const LOST = {
  terminated: {
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
    message: 'The container could not be located when the pod was terminated',
  },
};

export function terminatedStatus(pod: Pod, status: PodStatus): PodStatus {
  const { containerStatuses = [], initContainerStatuses = [], phase } = status;
  const ran = hasInitialized(pod);
  const initialized = initializedCount(initContainerStatuses);
  return {
    ...status,
    phase: isTerminalPhase(phase) ? phase : 'Failed',
    containerStatuses: ran ? containerStatuses.map(ended) : containerStatuses,
    ...(initContainerStatuses.length > 0 && {
      initContainerStatuses: initContainerStatuses.map((one, index) => (index < initialized ? ended(one) : one)),
    }),
  };
}

function ended(status: ContainerStatus): ContainerStatus {
  return status.state?.terminated ? status : { ...status, state: LOST };
}

/** Whether the pod has come past its init containers. */
function hasInitialized({ spec, status }: Pod): boolean {
  if ((spec.initContainers ?? []).length === 0) return true;
  if (status?.containerStatuses?.some(({ state, lastState }) => lastState?.terminated || !state?.waiting)) return true;
  const last = status?.initContainerStatuses?.at(-1);
  return last?.lastState?.terminated?.exitCode === 0 || last?.state?.terminated?.exitCode === 0;
}

/** How many init containers have had their turn; at least one counts. */
function initializedCount(statuses: readonly ContainerStatus[]): number {
  for (let index = statuses.length - 1; index >= 0; index--) {
    const { state, lastState } = statuses[index]!;
    if (!state?.waiting || lastState?.terminated) return index + 1;
  }
  return Math.min(1, statuses.length);
}
