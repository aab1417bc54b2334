/**
 * One step of a pod towards what it ought to be: while it is to run, while it ends, and when it has ended.
 *
 * Writes: statuses, through the status manager; events.
 * Upstream: pkg/kubelet/kubelet.go (SyncPod, SyncTerminatingPod, SyncTerminatedPod), pkg/kubelet/kuberuntime/kuberuntime_manager.go (SyncPod)
 */
import type { Container, PodStatus } from '../../apimachinery/api/core-v1';
import { formatDuration } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { sleep, until, type Routine, type Wait } from '../../clock/routine';
import { containerReference } from '../container-reference';
import { dnsConfig } from '../environment/dns-config';
import { hostnameFault } from '../environment/hosts-file';
import type { ImagePuller } from '../images/image-puller';
import type { KubeletContext } from '../kubelet-context';
import type { PodProbes } from '../probes/pod-probes';
import type { ContainerRuntime } from '../runtime/container-runtime';
import { rpcError } from '../runtime/runtime-error';
import type { PodRuntimeStatus } from '../runtime/runtime-status';
import { isTerminalPhase } from '../status/pod-phase';
import { podStatus, type PodStatusSources } from '../status/pod-status';
import type { StatusManager } from '../status/status-manager';
import type { VolumeManager } from '../volumes/volume-manager';
import type { ContainerKiller } from './container-killer';
import type { ContainerStarter } from './container-starter';
import { CrashBackOff } from './crash-back-off';
import { podActions, type PodActions } from './pod-actions';
import { fullName } from './pod-name';
import { isStandIn } from './stand-in';
import type { WaitingReasons } from './waiting-reasons';

/** What syncing pods takes. */
export interface PodSyncerParts {
  readonly context: KubeletContext;
  readonly runtime: ContainerRuntime;
  readonly volumes: VolumeManager;
  readonly images: ImagePuller;
  readonly probes: PodProbes;
  readonly statuses: StatusManager;
  readonly sources: PodStatusSources;
  readonly reasons: WaitingReasons;
  readonly starter: ContainerStarter;
  readonly killer: ContainerKiller;
  /** Whether the pod is to end, whatever this sync still does. */
  isTerminating(podUID: string): boolean;
}

/** How long the last look at the containers of a pod takes. */
const LAST_LOOK_MS = 5;

/** `failed`: to be tried again after a while. `ended`: no container will be started any more. */
export type SyncOutcome = 'done' | 'failed' | 'ended';

export class PodSyncer {
  readonly #backOff: CrashBackOff;

  constructor(private readonly parts: PodSyncerParts) {
    this.#backOff = new CrashBackOff(parts.context.clock);
  }

  /** @param terminating comes when the pod is to end after all, and cuts a long wait short */
  *syncPod(pod: Pod, runtime: PodRuntimeStatus, terminating: Wait): Routine<SyncOutcome> {
    const { context, statuses, volumes, probes, reasons, sources } = this.parts;
    const status = podStatus(sources, pod, runtime, false);
    statuses.setPodStatus(pod, status);
    if (isTerminalPhase(status.phase)) return 'ended';
    if (reasons.isHeld(pod)) return 'done';
    const mounted = yield* until(terminating, volumes.waitForAttachAndMount(pod));
    if (!mounted) return 'failed';
    if (mounted.result !== 'mounted') {
      const { fault } = mounted.result;
      // What only takes too long is not told of.
      if (fault !== undefined) {
        context.events.event(pod, 'Warning', 'FailedMount', `Unable to attach or mount volumes: ${fault}`);
      }
      return 'failed';
    }
    this.parts.images.checkPullSecrets(pod);
    probes.addPod(pod);
    const isDone = yield* this.#act(pod, { ...runtime, ip: status.podIP ?? '' });
    return isDone ? 'done' : 'failed';
  }

  /** @param change what the end is told to be for, e.g. an eviction */
  *syncTerminatingPod(
    pod: Pod,
    runtime: PodRuntimeStatus,
    graceSeconds: number,
    change: ((status: PodStatus) => PodStatus) | undefined,
  ): Routine {
    const { sources, statuses, probes, killer } = this.parts;
    if (this.#endsSilently(pod)) {
      statuses.forget(pod.metadata.uid);
      yield* killer.killPod(pod, runtime, graceSeconds);
      probes.removePod(pod.metadata.uid);
      if (pod.metadata.deletionTimestamp !== undefined) statuses.deleteSilently(pod);
      return;
    }
    const status = podStatus(sources, pod, runtime, false);
    statuses.setPodStatus(pod, change ? change(status) : status);
    probes.stopLivenessAndStartup(pod);
    yield* killer.killPod(pod, runtime, graceSeconds);
    probes.removePod(pod.metadata.uid);
    // Long enough for what was decided before to be written while a container could still have run.
    yield sleep(this.parts.context.clock, LAST_LOOK_MS);
    const stopped = { ...this.parts.runtime.status(pod.metadata.uid), ip: runtime.ip };
    statuses.setPodStatus(pod, podStatus(sources, pod, stopped, true));
  }

  *syncTerminatedPod(pod: Pod, runtime: PodRuntimeStatus): Routine {
    const { sources, statuses, volumes } = this.parts;
    if (this.#endsSilently(pod)) return;
    statuses.setPodStatus(pod, podStatus(sources, pod, runtime, true));
    yield* volumes.waitForUnmount(pod);
    statuses.terminatePod(pod);
  }

  /** Whether nothing is to be said of the end of a pod that somebody else has ended. */
  #endsSilently(pod: Pod): boolean {
    const { metadata, status } = pod;
    if (!isStandIn(pod, this.parts.context.images)) return false;
    if (metadata.deletionTimestamp !== undefined) return true;
    return isTerminalPhase(status?.phase) && !isTerminalPhase(this.parts.statuses.decided(metadata.uid)?.phase);
  }

  /** True when nothing is left to be tried again. */
  *#act(pod: Pod, runtime: PodRuntimeStatus): Routine<boolean> {
    const { context, killer, probes } = this.parts;
    const { uid } = pod.metadata;
    const actions = podActions(pod, runtime, (name, id) => probes.failed(uid, name, id));
    if (actions.sandboxChanged) {
      const message = 'Pod sandbox changed, it will be killed and re-created.';
      context.events.event(pod, 'Normal', 'SandboxChanged', message);
    }
    if (actions.killPod) yield* killer.killPod(pod, runtime);
    else for (const container of actions.containersToKill) yield* killer.kill(pod, container);
    for (const { name } of pod.spec.initContainers ?? []) this.parts.runtime.removeContainers(uid, name, 1);
    const podIP = actions.createSandbox ? yield* this.#createSandbox(pod, actions) : runtime.ip;
    if (podIP === undefined) return false;
    this.#warnOfDns(pod);
    return yield* this.#startContainers(pod, runtime, actions, podIP);
  }

  /** Answers the pod's address, or undefined when it could not be made. */
  *#createSandbox(pod: Pod, { sandboxAttempt }: PodActions): Routine<string | undefined> {
    const { context, runtime } = this.parts;
    const { uid } = pod.metadata;
    this.#warnOfDns(pod);
    for (const { name } of pod.spec.initContainers ?? []) runtime.removeContainers(uid, name);
    const fault = yield* this.#runSandbox(pod, sandboxAttempt);
    if (fault === undefined) return runtime.status(uid).ip;
    if (!this.parts.isTerminating(uid)) {
      context.events.event(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${fault}`);
    }
    return undefined;
  }

  /** Answers what went wrong, if anything did. */
  *#runSandbox(pod: Pod, attempt: number): Routine<string | undefined> {
    const unnamed = pod.spec.hostNetwork ? undefined : hostnameFault(pod);
    if (unnamed !== undefined) return unnamed;
    const { error } = yield* this.parts.runtime.runSandbox(pod, attempt);
    return error && rpcError(error);
  }

  /** Each time the settings of a sandbox are put together it is told what resolvers would not take. */
  #warnOfDns(pod: Pod): void {
    if (!pod.spec.dnsConfig) return;
    for (const message of dnsConfig(pod).warnings) {
      this.parts.context.events.event(pod, 'Warning', 'DNSConfigForming', message);
    }
  }

  *#startContainers(pod: Pod, runtime: PodRuntimeStatus, actions: PodActions, podIP: string): Routine<boolean> {
    let isDone = true;
    const { nextInitContainer, ephemeralContainersToStart, containersToStart } = actions;
    for (const container of ephemeralContainersToStart) {
      if (!(yield* this.#start(pod, container, runtime, podIP))) isDone = false;
    }
    if (nextInitContainer && !(yield* this.#start(pod, nextInitContainer, runtime, podIP))) return false;
    for (const container of containersToStart) {
      if (!(yield* this.#start(pod, container, runtime, podIP))) isDone = false;
    }
    return isDone;
  }

  *#start(pod: Pod, container: Container, runtime: PodRuntimeStatus, podIP: string): Routine<boolean> {
    const { reasons, starter } = this.parts;
    const reason = this.#crashLoop(pod, container, runtime) ?? (yield* starter.start(pod, container, runtime, podIP));
    reasons.set(pod, container.name, reason);
    return reason === undefined;
  }

  /** Whether the container ended too short a time ago to be started again. */
  #crashLoop(
    pod: Pod,
    container: Container,
    { containers }: PodRuntimeStatus,
  ): { reason: string; message: string } | undefined {
    const { name } = container;
    const ended = containers.find((status) => status.name === name && status.state === 'exited');
    if (!ended) return undefined;
    const key = `${fullName(pod)}/${name}`;
    const backOffMs = this.#backOff.remaining(key, ended.finishedMs);
    if (backOffMs === undefined) {
      this.#backOff.next(key, ended.finishedMs);
      return undefined;
    }
    const text = `Back-off restarting failed container ${name} in pod ${fullName(pod)}`;
    this.parts.context.events.event(containerReference(pod, name), 'Warning', 'BackOff', text);
    const message = `back-off ${formatDuration(backOffMs)} restarting failed container=${name} pod=${fullName(pod)}`;
    return { reason: 'CrashLoopBackOff', message };
  }
}
