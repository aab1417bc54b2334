/**
 * What the API says of a pod's containers: the runtime's word, what was said before, and why a container waits.
 *
 * Upstream: pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses), pkg/kubelet/types/types.go (SortInitContainerStatuses)
 */
import type { Container, ContainerState, ContainerStatus } from '../../apimachinery/api/core-v1';
import { compareText } from '../../apimachinery/go-text';
import { formatTime } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { shouldBeRestarted } from '../pods/restart-policy';
import { containerStatusOf, type PodRuntimeStatus, type RuntimeContainerStatus } from '../runtime/runtime-status';

/** Why a container was not started at the last try. */
export interface WaitingReason {
  readonly reason: string;
  readonly message: string;
}

/** What is known besides the runtime's word. */
export interface StatusKnowledge {
  readonly pod: Pod;
  readonly runtime: PodRuntimeStatus;
  /** Why a container waits, by its name. */
  waitingReason(name: string): WaitingReason | undefined;
}

export type ContainerKind = 'init' | 'regular' | 'ephemeral';

const NO_STATE: ContainerState = Object.freeze({});
const KILLED_EXIT_CODE = 137;
const LOST = {
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was deleted.  The container used to be Running',
  exitCode: KILLED_EXIT_CODE,
};

/** In order of name; init containers in order of the spec. */
export function containerStatuses(
  knowledge: StatusKnowledge,
  kind: ContainerKind,
  containers: readonly Pick<Container, 'name' | 'image'>[],
  before: readonly ContainerStatus[] = [],
): ContainerStatus[] {
  const hasInitContainers = (knowledge.pod.spec.initContainers ?? []).length > 0;
  const waiting = hasInitContainers ? 'PodInitializing' : 'ContainerCreating';
  const statuses = containers.map((container) => {
    const old = before.find(({ name }) => name === container.name);
    const seen = seenStatus(knowledge, container.name) ?? unseenStatus(knowledge.pod, container, old, waiting);
    return withWaitingReason(knowledge, kind, seen);
  });
  return kind === 'init' ? statuses : statuses.sort((a, b) => compareText(a.name, b.name));
}

/** The newest container of the name, the one before it as its last state. */
function seenStatus({ runtime }: StatusKnowledge, name: string): ContainerStatus | undefined {
  const [newest, previous] = runtime.containers.filter((container) => container.name === name);
  if (!newest) return undefined;
  return {
    name,
    state: stateOf(newest),
    lastState: previous ? stateOf(previous) : NO_STATE,
    ready: false,
    restartCount: newest.attempt,
    image: newest.image,
    imageID: newest.imageID,
    containerID: newest.id,
  };
}

function stateOf(container: RuntimeContainerStatus): ContainerState {
  const { state, startedMs, finishedMs, exitCode, reason, message, id } = container;
  if (state === 'created') return { waiting: {} };
  if (state === 'running') return { running: { startedAt: formatTime(startedMs) } };
  return {
    terminated: {
      exitCode,
      reason,
      ...(message === '' ? {} : { message }),
      // The runtime gives the start of a process that never came to be as the beginning of time.
      startedAt: formatTime(startedMs),
      finishedAt: formatTime(finishedMs),
      containerID: id,
    },
  };
}

/** What the runtime does not know: as it was said before, else waiting. */
function unseenStatus(
  pod: Pod,
  { name, image = '' }: Pick<Container, 'name' | 'image'>,
  old: ContainerStatus | undefined,
  reason: string,
): ContainerStatus {
  if (old?.state?.terminated) return old;
  const lost = old?.state?.running !== undefined && !old.lastState?.terminated;
  return {
    name,
    state: { waiting: { reason } },
    lastState: lost ? { terminated: LOST } : (old?.lastState ?? NO_STATE),
    ready: false,
    restartCount: (old?.restartCount ?? 0) + (lost && pod.metadata.deletionTimestamp === undefined ? 1 : 0),
    image,
    imageID: '',
  };
}

/** A container that is to be started and could not be: why. It keeps what it ended with as its last state. */
function withWaitingReason(
  { pod, runtime, waitingReason }: StatusKnowledge,
  kind: ContainerKind,
  status: ContainerStatus,
): ContainerStatus {
  const newest = containerStatusOf(runtime, status.name);
  if (kind === 'init' && newest?.state === 'exited' && newest.exitCode === 0) return status;
  if (!shouldBeRestarted(pod, newest)) return status;
  const why = waitingReason(status.name);
  if (!why) return status;
  const { reason, message } = why;
  return {
    ...status,
    lastState: status.state?.terminated ? status.state : status.lastState,
    state: { waiting: { reason, ...(message === '' ? {} : { message }) } },
  };
}
