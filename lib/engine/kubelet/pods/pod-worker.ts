/**
 * One pod of a node, from the first sight of it until nothing of it is left: one sync after the other, never two at a time.
 *
 * Each sync knows what a look at the runtime found that began after the sync before. Changes that come meanwhile are met by one more
 * sync. A sync that failed is tried again after ten to fifteen seconds.
 *
 * Upstream: pkg/kubelet/pod_workers.go
 * Differs: a sync that went well is not repeated every minute, since nothing can have changed that does not announce itself; ending a pod
 * does not wait for the next look at the runtime.
 */
import type { PodStatus } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Timer } from '../../clock/clock';
import { Signal, startRoutine, until, type Routine, type RunningRoutine } from '../../clock/routine';
import type { KubeletContext } from '../kubelet-context';
import type { LifecycleEventGenerator } from '../lifecycle-event-generator';
import { isTerminalPhase } from '../status/pod-phase';
import type { PodSyncer } from './pod-syncer';

/** What workers share. */
export interface PodWorkerParts {
  readonly context: KubeletContext;
  readonly generator: LifecycleEventGenerator;
  readonly syncer: PodSyncer;
  /** When the pod has been active for as long as it may. */
  deadlineMs(pod: Pod): number | undefined;
  /** Nothing of the pod runs any more, and nothing will. */
  onFinished(worker: PodWorker): void;
}

/** Why a pod is ended by its kubelet. */
export interface KillOptions {
  /** @default the pod's own grace period */
  readonly graceSeconds?: number;
  /** What its status is to say. */
  readonly change?: (status: PodStatus) => PodStatus;
}

type Stage = 'syncing' | 'terminating' | 'terminated' | 'finished';

const RETRY_MS = 10_000;
const RETRY_SPREAD_MS = 5_000;
/** What waits for a moment is looked through once a second. */
const LOOK_PERIOD_MS = 1_000;
const MIN_GRACE_SECONDS = 1;

export class PodWorker {
  #stage: Stage = 'syncing';
  #due = false;
  #lastSyncMs = -Infinity;
  #graceSeconds = 0;
  #change: ((status: PodStatus) => PodStatus) | undefined;
  #busy = false;
  #working: RunningRoutine | undefined;
  #retry: Timer | undefined;
  #deadline: Timer | undefined;
  readonly #terminating = new Signal();

  /** @param pod as it is now; whoever sees a newer one says so with `observe` */
  constructor(
    private readonly parts: PodWorkerParts,
    public pod: Pod,
  ) {}

  get uid(): string {
    return this.pod.metadata.uid;
  }

  get finished(): boolean {
    return this.#stage === 'finished';
  }

  /** No container of it is to be started any more. */
  get isTerminating(): boolean {
    return this.#stage !== 'syncing';
  }

  get couldHaveRunningContainers(): boolean {
    return this.#stage === 'syncing' || this.#stage === 'terminating';
  }

  /** Looks after the pod anew, as it is now. */
  sync(): void {
    const { metadata, status } = this.pod;
    if (metadata.deletionTimestamp !== undefined || isTerminalPhase(status?.phase)) this.#end({});
    this.#enqueue();
  }

  /** Ends the pod, whatever its object says. */
  kill(options: KillOptions = {}): void {
    this.#end(options);
    this.#enqueue();
  }

  /** Nothing of this worker happens any more. */
  stop(): void {
    this.#working?.cancel();
    this.#retry?.cancel();
    this.#deadline?.cancel();
  }

  #end({ graceSeconds, change }: KillOptions): void {
    const first = this.#stage === 'syncing';
    if (first) this.#stage = 'terminating';
    if (change) this.#change = change;
    this.#graceSeconds = this.#effectiveGrace(graceSeconds);
    if (first) this.#terminating.fire();
  }

  /** The shortest that anybody asked for; a second at least. */
  #effectiveGrace(override: number | undefined): number {
    const { metadata, spec } = this.pod;
    let seconds = this.#graceSeconds;
    for (const asked of [metadata.deletionGracePeriodSeconds, override]) {
      if (asked !== undefined && (seconds === 0 || asked < seconds)) seconds = asked;
    }
    if (seconds === 0) seconds = spec.terminationGracePeriodSeconds ?? 0;
    return Math.max(seconds, MIN_GRACE_SECONDS);
  }

  #enqueue(): void {
    if (this.finished) return;
    this.#due = true;
    if (this.#busy) return;
    this.#busy = true;
    this.#working = startRoutine(this.#work(), () => (this.#busy = false));
  }

  *#work(): Routine {
    const { context, generator } = this.parts;
    while (this.#due) {
      this.#due = false;
      this.#retry?.cancel();
      this.#retry = undefined;
      const newLook = generator.newerThan(this.#lastSyncMs);
      if (this.#stage !== 'terminating') yield* until(this.#terminating.wait, newLook);
      const isUrgent = this.#stage === 'terminating';
      const runtime = isUrgent ? generator.look(this.uid) : generator.statusOf(this.uid);
      const isDone = yield* this.#step(runtime);
      this.#lastSyncMs = context.clock.now();
      if (this.finished) return;
      if (!isDone) this.#retryLater();
      this.#watchDeadline();
    }
  }

  /** One sync; false when it is to be tried again. */
  *#step(runtime: ReturnType<LifecycleEventGenerator['statusOf']>): Routine<boolean> {
    const { syncer, onFinished } = this.parts;
    if (this.#stage === 'terminated') {
      yield* syncer.syncTerminatedPod(this.pod, runtime);
      this.#stage = 'finished';
      this.stop();
      onFinished(this);
      return true;
    }
    if (this.#stage === 'terminating') {
      yield* syncer.syncTerminatingPod(this.pod, runtime, this.#graceSeconds, this.#change);
      this.#stage = 'terminated';
      this.#due = true;
      return true;
    }
    const outcome = yield* syncer.syncPod(this.pod, runtime, this.#terminating.wait);
    if (outcome === 'ended') {
      this.#end({});
      this.#due = true;
    }
    return outcome !== 'failed';
  }

  #retryLater(): void {
    const { clock, random } = this.parts.context;
    const delayMs = RETRY_MS + random.integer(RETRY_SPREAD_MS);
    this.#retry = clock.schedule(this.#toNextLook(delayMs), () => {
      this.#retry = undefined;
      this.#enqueue();
    });
  }

  #watchDeadline(): void {
    const { context, deadlineMs } = this.parts;
    const atMs = this.isTerminating ? undefined : deadlineMs(this.pod);
    if (atMs === undefined || this.#deadline?.atMs === atMs) return;
    const { clock } = context;
    this.#deadline?.cancel();
    this.#deadline = clock.schedule(this.#toNextLook(Math.max(0, atMs - clock.now())), () => this.#enqueue());
  }

  #toNextLook(delayMs: number): number {
    return Math.ceil(delayMs / LOOK_PERIOD_MS) * LOOK_PERIOD_MS;
  }
}
