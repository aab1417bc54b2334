/**
 * What has to be done so that a pod is as its spec says: a pure look at what runs.
 *
 * Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions), kuberuntime_container.go (findNextInitContainerToRun),
 *   pkg/kubelet/kuberuntime/util/util.go (PodSandboxChanged)
 */
import type { Container } from '../../apimachinery/api/core-v1';
import type { JsonValue } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { containerStatusOf, type PodRuntimeStatus, type RuntimeContainerStatus } from '../runtime/runtime-status';
import { shouldBeRestarted } from './restart-policy';

export type KillReason = 'LivenessProbe' | 'StartupProbe' | 'FailedPostStartHook' | 'Unknown';

export interface ContainerToKill {
  readonly id: string;
  readonly name: string;
  readonly message: string;
  readonly reason: KillReason;
}

export interface PodActions {
  /** Stop everything first. */
  readonly killPod: boolean;
  readonly createSandbox: boolean;
  /** There was a sandbox, which is no good any more. */
  readonly sandboxChanged: boolean;
  readonly sandboxAttempt: number;
  readonly ephemeralContainersToStart: readonly Container[];
  readonly nextInitContainer: Container | undefined;
  readonly containersToStart: readonly Container[];
  readonly containersToKill: readonly ContainerToKill[];
}

/** Which of its probes says that a container is to be killed. */
export type FailedProbe = (name: string, containerID: string) => 'Liveness' | 'Startup' | undefined;

const NOTHING: PodActions = {
  killPod: false,
  createSandbox: false,
  sandboxChanged: false,
  sandboxAttempt: 0,
  ephemeralContainersToStart: [],
  nextInitContainer: undefined,
  containersToStart: [],
  containersToKill: [],
};

export function podActions(pod: Pod, runtime: PodRuntimeStatus, failedProbe: FailedProbe): PodActions {
  const [sandbox] = runtime.sandboxes;
  if (!sandbox?.ready) return newSandboxActions(pod, runtime);
  const ephemeralContainersToStart = (pod.spec.ephemeralContainers ?? []).filter(
    ({ name }) => !containerStatusOf(runtime, name),
  );
  const actions = { ...NOTHING, sandboxAttempt: sandbox.attempt, ephemeralContainersToStart };
  const init = initProgress(pod, runtime);
  if (init !== 'done') {
    if (init === 'running') return actions;
    if (init.failed && pod.spec.restartPolicy === 'Never') return { ...actions, killPod: true };
    return { ...actions, nextInitContainer: init.next };
  }
  return { ...actions, ...containerActions(pod, runtime, failedProbe) };
}

function newSandboxActions(pod: Pod, runtime: PodRuntimeStatus): PodActions {
  const { restartPolicy, containers, initContainers = [] } = pod.spec;
  const [sandbox] = runtime.sandboxes;
  const sandboxAttempt = sandbox ? sandbox.attempt + 1 : 0;
  const actions = { ...NOTHING, killPod: true, sandboxAttempt };
  if (restartPolicy === 'Never' && sandboxAttempt !== 0 && runtime.containers.length > 0) return actions;
  const containersToStart = containers.filter(
    ({ name }) => restartPolicy !== 'OnFailure' || !hasSucceeded(containerStatusOf(runtime, name)),
  );
  if (containersToStart.length === 0 && initProgress(pod, runtime) === 'done') return actions;
  const sandboxed = { ...actions, createSandbox: true, sandboxChanged: sandbox !== undefined };
  const [first] = initContainers;
  return first ? { ...sandboxed, nextInitContainer: first } : { ...sandboxed, containersToStart };
}

function hasSucceeded(status: RuntimeContainerStatus | undefined): boolean {
  return status !== undefined && status.state !== 'running' && status.exitCode === 0;
}

type InitProgress = 'done' | 'running' | { readonly next: Container; readonly failed: boolean };

/** Init containers run one after the other; a regular container that runs shows that all have. */
function initProgress({ spec: { containers, initContainers = [] } }: Pod, runtime: PodRuntimeStatus): InitProgress {
  const [first] = initContainers;
  if (!first) return 'done';
  if (containers.some(({ name }) => containerStatusOf(runtime, name)?.state === 'running')) return 'done';
  const newestFirst = [...initContainers].reverse();
  for (const container of newestFirst) {
    const status = containerStatusOf(runtime, container.name);
    if (status?.state === 'exited' && status.exitCode !== 0) return { next: container, failed: true };
  }
  for (const [index, container] of newestFirst.entries()) {
    const status = containerStatusOf(runtime, container.name);
    if (status?.state === 'running') return 'running';
    if (status?.state !== 'exited') continue;
    const next = newestFirst[index - 1];
    return next ? { next, failed: false } : 'done';
  }
  return { next: first, failed: false };
}

function containerActions(pod: Pod, runtime: PodRuntimeStatus, failedProbe: FailedProbe): Partial<PodActions> {
  const containersToStart: Container[] = [];
  const containersToKill: ContainerToKill[] = [];
  let kept = 0;
  for (const container of pod.spec.containers) {
    const status = containerStatusOf(runtime, container.name);
    if (status?.state !== 'running') {
      if (shouldBeRestarted(pod, status)) containersToStart.push(container);
      continue;
    }
    const fault = faultOf(container, status, failedProbe);
    if (!fault) {
      kept += 1;
      continue;
    }
    const restart = fault.changed || pod.spec.restartPolicy !== 'Never';
    const message = restart ? `${fault.message}, will be restarted` : fault.message;
    if (restart) containersToStart.push(container);
    containersToKill.push({ id: status.id, name: status.name, message, reason: fault.reason });
  }
  return { containersToStart, containersToKill, killPod: kept === 0 && containersToStart.length === 0 };
}

interface Fault {
  readonly message: string;
  readonly reason: KillReason;
  readonly changed: boolean;
}

function faultOf(container: Container, status: RuntimeContainerStatus, failedProbe: FailedProbe): Fault | undefined {
  const { name } = container;
  if (!sameJson(container as JsonValue, status.spec as JsonValue)) {
    return { message: `Container ${name} definition changed`, reason: 'Unknown', changed: true };
  }
  const probe = failedProbe(name, status.id);
  if (!probe) return undefined;
  const message = `Container ${name} failed ${probe.toLowerCase()} probe`;
  return { message, reason: `${probe}Probe`, changed: false };
}
