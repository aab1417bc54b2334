/**
 * A kubelet while it runs: what it knows of its pods is lost when it ends, what runs on the machine is not.
 *
 * Watches: pods of its node (handed over by Kubelets).
 * Upstream: pkg/kubelet/kubelet.go (syncLoop, HandlePodAdditions, HandlePodUpdates, HandlePodRemoves)
 */
import type { JsonValue } from '../apimachinery/object-meta';
import { compareText } from '../apimachinery/go-text';
import { sameJson } from '../apimachinery/same-json';
import { formatTime, parseTime } from '../apimachinery/time';
import type { Pod } from '../apiserver/resources/pod/pod-types';
import { startRoutine } from '../clock/routine';
import { ContainerKiller } from './pods/container-killer';
import { ContainerStarter } from './pods/container-starter';
import { LifecycleHooks } from './pods/lifecycle-hooks';
import { PodSyncer } from './pods/pod-syncer';
import { PodWorker, type KillOptions } from './pods/pod-worker';
import { isStandIn } from './pods/stand-in';
import { WaitingReasons } from './pods/waiting-reasons';
import { PodProbes } from './probes/pod-probes';
import type { ProbeResult, ProbeType } from './probes/probe-worker';
import { LifecycleEventGenerator } from './lifecycle-event-generator';
import type { Machine } from './machine';
import type { NodeHealth } from './node/node-health';
import type { NodeLink } from './node/node-link';
import { withDisruption } from './node/disruption-target';
import { podRejection, preemptedFor } from './node/pod-admission';
import { conditionOf, readyCondition } from './status/pod-conditions';
import { isTerminalPhase } from './status/pod-phase';
import type { PodStatusSources } from './status/pod-status';
import { StatusManager } from './status/status-manager';

const ORPHAN_GRACE_SECONDS = 1;
const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
};

const PREEMPTION = {
  reason: 'Preempting',
  message: 'Preempted in order to admit critical pod',
  disruption: 'Pod was preempted by Kubelet to accommodate a critical pod.',
};

export class KubeletProcess {
  readonly #workers = new Map<string, PodWorker>();
  /** Pods that were turned away. */
  readonly #rejected = new Set<string>();
  /** Pods whose objects are gone and that have not ended yet. */
  readonly #deleted = new Set<string>();
  readonly #generator: LifecycleEventGenerator;
  readonly #statuses: StatusManager;
  readonly #probes: PodProbes;
  readonly #reasons = new WaitingReasons();
  readonly #killer: ContainerKiller;
  readonly #syncer: PodSyncer;

  constructor(
    private readonly machine: Machine,
    private readonly health: NodeHealth,
    link: NodeLink,
  ) {
    const { context, runtime, images, volumes, environments } = machine;
    this.#statuses = new StatusManager(context, {
      couldBeRunning: (uid) => this.#workers.get(uid)?.couldHaveRunningContainers ?? false,
      isConnected: () => link.isUp,
      onDecided: (uid) => this.#probes.statusChanged(uid),
    });
    this.#probes = new PodProbes({
      context,
      runtime,
      pod: (uid) => this.#workers.get(uid)?.pod,
      status: (uid) => this.#statuses.decided(uid),
      onResult: (uid, type, containerID, result) => this.#probed(uid, type, containerID, result),
    });
    const hooks = new LifecycleHooks(context, runtime);
    this.#killer = new ContainerKiller(context, runtime, hooks);
    this.#syncer = new PodSyncer({
      ...{ context, runtime, volumes, images, probes: this.#probes, statuses: this.#statuses, reasons: this.#reasons },
      sources: this.#sources(),
      starter: new ContainerStarter({ context, runtime, images, environments, hooks, killer: this.#killer }),
      killer: this.#killer,
      isTerminating: (uid) => this.#workers.get(uid)?.isTerminating ?? true,
    });
    this.#generator = new LifecycleEventGenerator(context.clock, runtime, (uid) => this.#workers.get(uid)?.sync());
  }

  /** Takes up the pods that are bound to the node; what else runs there is ended. */
  start(pods: readonly Pod[]): void {
    const bound = new Set(pods.map(({ metadata }) => metadata.uid));
    for (const uid of this.machine.runtime.pods()) if (!bound.has(uid)) this.#endOrphan(uid);
    const inOrder = [...pods].sort((a, b) => compareText(createdAt(a), createdAt(b)));
    for (const pod of inOrder) this.podChanged(pod);
  }

  /** Takes up what has happened to the node's pods while nobody could tell. */
  catchUp(pods: readonly Pod[]): void {
    const bound = new Set(pods.map(({ metadata }) => metadata.uid));
    for (const { pod } of [...this.#workers.values()]) if (!bound.has(pod.metadata.uid)) this.podDeleted(pod);
    for (const pod of pods) this.podChanged(pod);
  }

  /** What was found to stay as it is may not. */
  slownessChanged(): void {
    this.#probes.unsettle();
  }

  stop(): void {
    for (const worker of this.#workers.values()) worker.stop();
    this.#generator.stop();
    this.#statuses.stop();
    this.#probes.stop();
  }

  podChanged(pod: Pod): void {
    const known = this.#workers.get(pod.metadata.uid);
    if (known) {
      const before = known.pod;
      known.pod = pod;
      this.#statuses.reconcile(pod);
      if (differs(before, pod) || isReadinessStale(pod) || this.#isEndedByOthers(pod, known)) known.sync();
      return;
    }
    if (this.#turnsAway(pod)) return;
    const worker = new PodWorker(
      {
        context: this.machine.context,
        generator: this.#generator,
        syncer: this.#syncer,
        deadlineMs: (one) => this.#deadlineMs(one),
        onFinished: (one) => this.#finished(one),
      },
      pod,
    );
    this.#workers.set(pod.metadata.uid, worker);
    worker.sync();
  }

  podDeleted({ metadata: { uid } }: Pod): void {
    const worker = this.#workers.get(uid);
    if (this.#rejected.delete(uid)) this.#statuses.forget(uid);
    if (!worker) return;
    if (worker.finished) {
      this.#forget(uid);
      return;
    }
    this.#deleted.add(uid);
    worker.kill();
  }

  /** Ends a pod although its object asks for nothing of the kind. */
  killPod(podUID: string, options: KillOptions): void {
    this.#workers.get(podUID)?.kill(options);
  }

  /** The pods that it looks after and that have not ended. */
  activePods(): readonly Pod[] {
    return [...this.#workers.values()].filter((worker) => worker.couldHaveRunningContainers).map(({ pod }) => pod);
  }

  /** Whether the pod is none of this kubelet's: what cannot run here fails at once, and is only seen off when it is deleted. */
  #turnsAway(pod: Pod): boolean {
    const { metadata, status } = pod;
    const isEnding = metadata.deletionTimestamp !== undefined;
    if (this.#rejected.has(metadata.uid)) return !isEnding;
    if (isEnding || isTerminalPhase(status?.phase)) return false;
    const { context } = this.machine;
    const others = this.activePods();
    const rejection = podRejection(pod, others, context.node(), this.health);
    if (!rejection) {
      for (const victim of preemptedFor(pod, others, context.node())) this.#preempt(victim);
      return false;
    }
    const { reason, message } = rejection;
    this.#rejected.add(metadata.uid);
    context.events.event(pod, 'Warning', reason, message);
    this.#statuses.setPodStatus(pod, { phase: 'Failed', reason, message: `Pod was rejected: ${message}` });
    return true;
  }

  /** Whether somebody else has said that the pod is over, and may. */
  #isEndedByOthers(pod: Pod, worker: PodWorker): boolean {
    const isOver = isTerminalPhase(pod.status?.phase) && !worker.isTerminating;
    return isOver && isStandIn(pod, this.machine.context.images);
  }

  #preempt(pod: Pod): void {
    const { events, clock } = this.machine.context;
    const { reason, message, disruption } = PREEMPTION;
    events.event(pod, 'Warning', reason, message);
    const now = formatTime(clock.now());
    this.killPod(pod.metadata.uid, {
      change: (status) => withDisruption({ ...status, phase: 'Failed', reason, message }, disruption, now),
    });
  }

  #sources(): PodStatusSources {
    return {
      decided: ({ metadata: { uid } }) => this.#statuses.decided(uid),
      waitingReason: (pod, container) => this.#reasons.of(pod, container),
      probed: (pod, statuses) => this.#probes.probed(pod, statuses),
      refusal: (pod) => this.#refusal(pod),
      hostIP: () => this.#hostIP(),
    };
  }

  #probed(uid: string, type: ProbeType, containerID: string, result: ProbeResult): void {
    if (type === 'Readiness') this.#statuses.setContainerReadiness(uid, containerID, result === 'success');
    if (type === 'Startup') this.#statuses.setContainerStartup(uid, containerID, result === 'success');
    if (type !== 'Liveness' || result === 'failure') this.#workers.get(uid)?.sync();
  }

  #hostIP(): string | undefined {
    const addresses = this.machine.context.node()?.status?.addresses ?? [];
    const find = (type: string): string | undefined => addresses.find((one) => one.type === type)?.address;
    return find('InternalIP') ?? find('ExternalIP');
  }

  #deadlineMs({ metadata, spec, status }: Pod): number | undefined {
    const { activeDeadlineSeconds } = spec;
    const startTime = (this.#statuses.decided(metadata.uid) ?? status)?.startTime;
    if (activeDeadlineSeconds === undefined || startTime === undefined) return undefined;
    return parseTime(startTime) - this.machine.context.wallClock.skewMs + 1000 * activeDeadlineSeconds;
  }

  #refusal(pod: Pod): typeof DEADLINE | undefined {
    const deadlineMs = this.#deadlineMs(pod);
    const { clock, events } = this.machine.context;
    if (deadlineMs === undefined || clock.now() < deadlineMs) return undefined;
    events.event(pod, 'Normal', DEADLINE.reason, DEADLINE.message);
    return DEADLINE;
  }

  #finished(worker: PodWorker): void {
    if (this.#deleted.has(worker.uid)) this.#forget(worker.uid);
  }

  #forget(uid: string): void {
    this.#workers.get(uid)?.stop();
    this.#workers.delete(uid);
    this.#deleted.delete(uid);
    this.#statuses.forget(uid);
    this.#probes.removePod(uid);
    this.#reasons.forget(uid);
    this.#generator.forget(uid);
    this.machine.runtime.removePod(uid);
  }

  #endOrphan(uid: string): void {
    const { runtime } = this.machine;
    const pod = runtime.podOf(uid);
    if (!pod) return;
    startRoutine(this.#killer.killPod(pod, runtime.status(uid), ORPHAN_GRACE_SECONDS), () => runtime.removePod(uid));
  }
}

function createdAt({ metadata }: Pod): string {
  return `${metadata.creationTimestamp} ${metadata.namespace}/${metadata.name}`;
}

/** Whether anything but the status has changed. */
function differs(before: Pod, after: Pod): boolean {
  const shown = ({ spec, metadata }: Pod): JsonValue => {
    const { labels, annotations, deletionTimestamp, deletionGracePeriodSeconds } = metadata;
    return { spec, labels, annotations, deletionTimestamp, deletionGracePeriodSeconds } as JsonValue;
  };
  return !sameJson(shown(before), shown(after));
}

/** Whether a readiness gate has opened or closed since `Ready` was said. */
function isReadinessStale(pod: Pod): boolean {
  if (!pod.spec.readinessGates?.length) return false;
  const { conditions = [], containerStatuses = [], phase = '' } = pod.status ?? {};
  const current = conditionOf(conditions, 'Ready');
  const wanted = readyCondition(pod, containerStatuses, phase, conditions);
  return current !== undefined && (current.status !== wanted.status || current.message !== wanted.message);
}
