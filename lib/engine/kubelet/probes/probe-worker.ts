/**
 * One probe of one container, over all its restarts.
 *
 * Probes come in a grid of periods that begins when the pod is first synced. Moments of the grid at which nothing would happen, or at
 * which a success would only be found again, are passed over: no timer runs for a container whose probe answers the same forever.
 *
 * Upstream: pkg/kubelet/prober/worker.go
 */
import type { ContainerStatus, PodStatus, Probe } from '../../apimachinery/api/core-v1';
import { parseTime } from '../../apimachinery/time';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Scheduling, Timer } from '../../clock/clock';
import { startRoutine, type Routine, type RunningRoutine } from '../../clock/routine';
import { isTerminalPhase } from '../status/pod-phase';

export type ProbeType = 'Liveness' | 'Readiness' | 'Startup';
export type ProbeResult = 'success' | 'failure' | 'unknown';

const INITIAL: Readonly<Record<ProbeType, ProbeResult>> = {
  Liveness: 'success',
  Readiness: 'failure',
  Startup: 'unknown',
};

/** What a worker asks and tells. */
export interface ProbeWorkerParts {
  readonly clock: Scheduling;
  pod(): Pod;
  /** As last decided; undefined before the first time. */
  status(): PodStatus | undefined;
  /** Undefined where it could not be told. */
  probe(
    containerID: string,
    podIP: string,
  ): Routine<{ readonly result: ProbeResult; readonly steadyUntilMs: number } | undefined>;
  /** A result that differs from the one before. */
  onResult(containerID: string, result: ProbeResult): void;
}

export class ProbeWorker {
  readonly #periodMs: number;
  #gridMs: number;
  #containerID = '';
  #result: ProbeResult | undefined;
  #lastResult: ProbeResult | undefined;
  #run = 0;
  #onHold = false;
  #lastTickMs = -Infinity;
  #steadyUntilMs = 0;
  #timer: Timer | undefined;
  #probing: RunningRoutine | undefined;
  #triggered: Timer | 'waits' | undefined;
  #stopped = false;

  constructor(
    readonly type: ProbeType,
    private readonly container: string,
    private readonly spec: Probe,
    private readonly parts: ProbeWorkerParts,
  ) {
    this.#periodMs = 1000 * (spec.periodSeconds ?? 10);
    this.#gridMs = parts.clock.now();
  }

  /** Begins the grid, so much later. */
  start(delayMs: number): void {
    this.#gridMs += delayMs;
    this.#timer = this.parts.clock.schedule(delayMs, () => this.#tick());
  }

  /** What was found of a container; undefined of one that was not looked at yet. */
  resultOf(containerID: string): ProbeResult | undefined {
    return containerID === this.#containerID ? this.#result : undefined;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#probing?.cancel();
    if (this.#triggered !== 'waits') this.#triggered?.cancel();
  }

  /** The pod's status has changed: there may be something to do at another moment than was thought. */
  wake(): void {
    if (!this.#stopped && !this.#probing) this.#plan();
  }

  /** What was found last may not be found again. */
  unsettle(): void {
    this.#steadyUntilMs = 0;
    this.wake();
  }

  /** Probes at once, besides the grid. */
  trigger(): void {
    if (this.#stopped || this.#triggered) return;
    if (this.#probing) this.#triggered = 'waits';
    else this.#triggered = this.parts.clock.schedule(0, () => this.#runTriggered());
  }

  #runTriggered(): void {
    this.#triggered = undefined;
    if (!this.#probing) this.#look();
  }

  #tick(): void {
    this.#timer = undefined;
    this.#lastTickMs = this.parts.clock.now();
    this.#look();
  }

  /** Ends with a plan for the next look, or with a probe under way that makes one. */
  #look(): void {
    const status = this.parts.status();
    if (status && isTerminalPhase(status.phase)) {
      this.stop();
      return;
    }
    const container = this.#containerStatus(status);
    if (container?.containerID) this.#observe(container, container.containerID);
    if (this.#stopped) return;
    if (!container || !this.#isDue(container)) {
      this.#plan();
      return;
    }
    const beganMs = this.parts.clock.now();
    let done = false;
    const probing = startRoutine(this.parts.probe(this.#containerID, status?.podIP ?? ''), (found) => {
      done = true;
      this.#probing = undefined;
      if (found) this.#take(found.result, found.steadyUntilMs);
      this.#afterProbe(beganMs);
    });
    if (!done) this.#probing = probing;
  }

  #afterProbe(beganMs: number): void {
    if (this.#stopped) return;
    const missed = this.#nextTick(beganMs) <= this.parts.clock.now();
    if (this.#triggered === 'waits' || missed) {
      this.#triggered = undefined;
      this.#timer?.cancel();
      this.#timer = this.parts.clock.schedule(0, () => (missed ? this.#tick() : this.#look()));
    } else this.#plan();
  }

  /** A container that is new, that has ended, or that is being deleted, has a result without any probe. */
  #observe({ state }: ContainerStatus, containerID: string): void {
    const { metadata, spec } = this.parts.pod();
    if (containerID !== this.#containerID) {
      this.#containerID = containerID;
      this.#result = undefined;
      this.#onHold = false;
      this.#steadyUntilMs = 0;
      this.#set(INITIAL[this.type]);
    }
    if (this.#onHold) return;
    if (!state?.running) {
      this.#set('failure');
      if (state?.terminated && spec.restartPolicy === 'Never') this.stop();
    } else if (metadata.deletionTimestamp !== undefined && this.type !== 'Readiness') {
      this.#set('success');
      this.stop();
    }
  }

  /** Whether a probe is to be made now. */
  #isDue(status: ContainerStatus): boolean {
    const startedAt = status.state?.running?.startedAt;
    if (this.#onHold || startedAt === undefined) return false;
    if (this.parts.clock.now() < this.#delayedUntilMs(startedAt)) return false;
    return (this.type === 'Startup') !== (status.started === true);
  }

  #take(result: ProbeResult, steadyUntilMs: number): void {
    if (this.#lastResult === result) this.#run += 1;
    else [this.#lastResult, this.#run] = [result, 1];
    const { failureThreshold = 3, successThreshold = 1 } = this.spec;
    this.#steadyUntilMs = 0;
    if (this.#run < (result === 'failure' ? failureThreshold : successThreshold)) return;
    if (result === 'success') this.#steadyUntilMs = steadyUntilMs;
    if (this.type !== 'Readiness' && result === 'failure') {
      this.#onHold = true;
      this.#run = 0;
    }
    this.#set(result);
  }

  #set(result: ProbeResult): void {
    if (this.#result === result) return;
    this.#result = result;
    this.parts.onResult(this.#containerID, result);
  }

  #plan(): void {
    const dueMs = this.#dueMs();
    if (this.#timer?.atMs === dueMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (dueMs === Infinity) return;
    this.#timer = this.parts.clock.schedule(dueMs - this.parts.clock.now(), () => this.#tick());
  }

  /** The next moment of the grid at which anything happens; Infinity while nothing will. */
  #dueMs(): number {
    const status = this.#containerStatus(this.parts.status());
    if (!status?.containerID) return Infinity;
    const nowMs = this.parts.clock.now();
    const next = this.#nextTick(Math.max(this.#lastTickMs, nowMs - 1));
    if (status.containerID !== this.#containerID) return next;
    if (this.#onHold) return Infinity;
    const startedAt = status.state?.running?.startedAt;
    if (startedAt === undefined) return this.#result === 'failure' ? Infinity : next;
    if ((this.type === 'Startup') === (status.started === true)) return Infinity;
    const fromMs = Math.max(this.#delayedUntilMs(startedAt), this.#steadyUntilMs);
    return fromMs === Infinity ? Infinity : Math.max(next, this.#nextTick(fromMs - 1));
  }

  /** The first moment of the grid after another one. */
  #nextTick(afterMs: number): number {
    const periods = Math.floor((afterMs - this.#gridMs) / this.#periodMs) + 1;
    return this.#gridMs + Math.max(0, periods) * this.#periodMs;
  }

  #delayedUntilMs(startedAt: string): number {
    return parseTime(startedAt) + 1000 * (this.spec.initialDelaySeconds ?? 0);
  }

  #containerStatus(status: PodStatus | undefined): ContainerStatus | undefined {
    return status?.containerStatuses?.find(({ name }) => name === this.container);
  }
}
