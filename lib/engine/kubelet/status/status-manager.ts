/**
 * Writes the statuses of a node's pods, and deletes pods for good that have ended.
 *
 * What is decided is written a moment later, so that what changes at one instant is written once. A write that fails, and a status that
 * somebody else has changed, is seen to with the next look at all pods, every ten seconds.
 *
 * Writes: pods/status; pods (delete with grace period 0).
 * Upstream: pkg/kubelet/status/status_manager.go
 */
import type { ContainerStatus, PodStatus } from '../../apimachinery/api/core-v1';
import { isStatusError, StatusError } from '../../apimachinery/status-error';
import { formatTime } from '../../apimachinery/time';
import { Suspension } from '../../clock/suspension';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Timer } from '../../clock/clock';
import type { KubeletContext } from '../kubelet-context';
import { isStandIn } from '../pods/stand-in';
import { containersReadyCondition, readyCondition } from './pod-conditions';
import { isTerminalPhase } from './pod-phase';
import { isIllegalTransition, mergedStatus, normalized, sameForKubelet, withTransitionTimes } from './status-merge';
import { terminatedStatus } from './terminated-status';

const WRITE_DELAY_MS = 2;
const LOOK_PERIOD_MS = 10_000;

interface Decided {
  readonly pod: Pod;
  readonly status: PodStatus;
  /** Nothing will follow: the object can go if it is being deleted. */
  readonly finished: boolean;
}

export interface StatusManagerParts {
  /** Whether a container of the pod can be running. */
  couldBeRunning(podUID: string): boolean;
  /** Whether what is written arrives. */
  isConnected(): boolean;
  /** A status was decided on. */
  onDecided(podUID: string): void;
}

export class StatusManager {
  readonly #decided = new Map<string, Decided>();
  readonly #unwritten = new Set<string>();
  #write: Timer | undefined;
  #look: Timer | undefined;

  constructor(
    private readonly context: KubeletContext,
    private readonly parts: StatusManagerParts,
  ) {}

  stop(): void {
    this.#write?.cancel();
    this.#look?.cancel();
  }

  /** The status that was last decided on. */
  decided(podUID: string): PodStatus | undefined {
    return this.#decided.get(podUID)?.status;
  }

  setPodStatus(pod: Pod, status: PodStatus): void {
    this.#decide(pod, status, pod.metadata.deletionTimestamp !== undefined, false);
  }

  setContainerReadiness(podUID: string, containerID: string, ready: boolean): void {
    this.#changeContainer(podUID, containerID, (status) => (status.ready === ready ? status : { ...status, ready }));
  }

  setContainerStartup(podUID: string, containerID: string, started: boolean): void {
    this.#changeContainer(podUID, containerID, (one) => (one.started === started ? one : { ...one, started }));
  }

  /** Nothing of the pod runs any more, and nothing will. */
  terminatePod(pod: Pod): void {
    const status = this.#decided.get(pod.metadata.uid)?.status ?? pod.status ?? {};
    this.#decide(pod, terminatedStatus(pod, status), true, true);
  }

  /** Deletes a pod for good without a last word about it. */
  deleteSilently(pod: Pod): void {
    this.forget(pod.metadata.uid);
    try {
      this.#delete(pod);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  /** The object has changed: whatever of it is not as decided is written again. */
  reconcile(pod: Pod): void {
    const decided = this.#decided.get(pod.metadata.uid);
    if (!decided) return;
    this.#decided.set(pod.metadata.uid, { ...decided, pod });
    // A stand-in that somebody else has ended is synced before anything more is said of it.
    const isOver = isTerminalPhase(pod.status?.phase) && !isTerminalPhase(decided.status.phase);
    if (isOver && isStandIn(pod, this.context.images)) return;
    const due = this.#canBeDeleted(pod, decided) || !sameForKubelet(pod.status ?? {}, decided.status);
    if (due) this.#retryLater(pod.metadata.uid);
  }

  forget(podUID: string): void {
    this.#decided.delete(podUID);
    this.#unwritten.delete(podUID);
  }

  #changeContainer(podUID: string, containerID: string, change: (status: ContainerStatus) => ContainerStatus): void {
    const known = this.#decided.get(podUID);
    const statuses = known?.status.containerStatuses ?? [];
    const before = statuses.find((status) => status.containerID === containerID);
    if (!known || !before) return;
    const after = change(before);
    if (after === before) return;
    const { pod, status } = known;
    const containerStatuses = statuses.map((one) => (one === before ? after : one));
    const all = [...(status.initContainerStatuses ?? []), ...containerStatuses];
    const { phase = '', conditions = [] } = status;
    const anew = [readyCondition(pod, all, phase, conditions), containersReadyCondition(pod, all, phase)];
    const replaced = conditions.map((condition) => anew.find(({ type }) => type === condition.type) ?? condition);
    this.#decide(pod, { ...status, containerStatuses, conditions: replaced }, false, false);
  }

  #decide(pod: Pod, status: PodStatus, force: boolean, finished: boolean): void {
    const { uid } = pod.metadata;
    const known = this.#decided.get(uid);
    const old = known?.status ?? pod.status ?? {};
    if (isIllegalTransition(pod, old, status)) return;
    const now = formatTime(this.context.wallClock.now());
    const conditions = withTransitionTimes(status.conditions ?? [], old.conditions, now);
    const after = normalized(pod, { ...status, conditions, startTime: old.startTime ?? now });
    if (known && !force && sameForKubelet(known.status, after)) return;
    this.#decided.set(uid, { pod, status: after, finished: finished || (known?.finished ?? false) });
    this.parts.onDecided(uid);
    this.#unwritten.add(uid);
    this.#write ??= this.context.clock.schedule(WRITE_DELAY_MS, () => this.#writeAll());
  }

  #writeAll(): void {
    this.#write = undefined;
    const due = [...this.#unwritten];
    if (due.length > 0 && !this.parts.isConnected()) {
      this.#retryLater(due[0]!);
      return;
    }
    this.#unwritten.clear();
    for (const uid of due) {
      const decided = this.#decided.get(uid);
      if (!decided) continue;
      try {
        this.#sync(uid, decided);
      } catch (error) {
        if (error instanceof Suspension) error.whenAnswered(() => this.#writeNow(uid));
        else if (error instanceof StatusError) this.#retryLater(uid);
        else throw error;
      }
    }
  }

  #writeNow(uid: string): void {
    this.#unwritten.add(uid);
    this.#writeAll();
  }

  /** With the next look at all pods. */
  #retryLater(uid: string): void {
    this.#unwritten.add(uid);
    const nowMs = this.context.clock.now();
    this.#look ??= this.context.clock.schedule(LOOK_PERIOD_MS - (nowMs % LOOK_PERIOD_MS), () => {
      this.#look = undefined;
      this.#writeAll();
    });
  }

  /** @throws StatusError */
  #sync(uid: string, decided: Decided): void {
    const pods = this.context.client.resource<Pod>('pods');
    const { name, namespace } = decided.pod.metadata;
    let stored = pods.find(name, namespace);
    if (!stored) return;
    if (stored.metadata.uid !== uid) {
      this.forget(uid);
      return;
    }
    const status = mergedStatus(stored.status ?? {}, decided.status, this.parts.couldBeRunning(uid));
    if (!sameStatus(stored.status, status)) stored = pods.updateStatus({ ...stored, status });
    if (!this.#canBeDeleted(stored, decided)) return;
    this.#delete(stored);
    this.forget(uid);
  }

  /** @throws StatusError */
  #delete({ metadata: { name, namespace, uid } }: Pod): void {
    const pods = this.context.client.resource<Pod>('pods');
    try {
      pods.delete(name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
  }

  #canBeDeleted({ metadata, status }: Pod, { finished }: Decided): boolean {
    return finished && metadata.deletionTimestamp !== undefined && isTerminalPhase(status?.phase);
  }
}

function sameStatus(before: PodStatus | undefined, after: PodStatus): boolean {
  return before?.conditions?.length === after.conditions?.length && sameForKubelet(before ?? {}, after);
}
