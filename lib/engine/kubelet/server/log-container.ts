/**
 * Whose log is meant: the container's that runs, its last run's, or the one's before; where there is none, why.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (validateContainerLogStatus)
 */
import type { ContainerState, ContainerStatus } from '../../apimachinery/api/core-v1';
import { badRequest } from '../../apimachinery/status-error';
import type { Pod } from '../../apiserver/resources/pod/pod-types';

const WAITING: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
};

/** @throws StatusError BadRequest while nothing was written */
export function logContainerID(pod: Pod, name: string, previous: boolean): string {
  const place = `container "${name}" in pod "${pod.metadata.name}"`;
  const status = statusOf(pod, name);
  if (!status) throw badRequest(`${place} is not available`);
  const { state, lastState, containerID = '' } = status;
  const last = lastState?.terminated;
  if (previous) {
    if (last?.containerID) return last.containerID;
    throw badRequest(`previous terminated ${place} not found`);
  }
  if (state?.running) return containerID;
  if (state?.terminated || last) {
    const found = state?.terminated?.containerID || last?.containerID;
    if (found) return found;
    throw badRequest(`${place} is terminated`);
  }
  throw badRequest(`${place} is waiting to start${waitingFor(state)}`);
}

function waitingFor(state: ContainerState | undefined): string {
  if (!state?.waiting) return ' - no logs yet';
  const { reason = '' } = state.waiting;
  return `: ${WAITING[reason] ?? reason}`;
}

export function statusOf({ status = {} }: Pod, name: string): ContainerStatus | undefined {
  return [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? []),
  ].find((one) => one.name === name);
}
