/**
 * The scripted container runtime of one node: sandboxes and containers that do what annotations and image data say.
 *
 * It is the machine's part, not the kubelet's: what it runs goes on while the kubelet is stopped, and is found again afterwards.
 *
 * Upstream: staging/src/k8s.io/cri-api/pkg/apis/runtime/v1 (RuntimeService)
 */
import type { Container } from '../../apimachinery/api/core-v1';
import { sha256Hex } from '../../apimachinery/sha256';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Scheduling, Timer } from '../../clock/clock';
import { sleep, until, type Routine } from '../../clock/routine';
import type { ContainerEnvironment } from '../environment/container-environment';
import type { ImageBehaviours } from '../images/image-behaviours';
import { imageWithTag } from '../images/image-name';
import type { Commands } from './commands';
import type { ContainerLogs } from './container-log';
import { sandboxScript } from './pod-sandbox';
import type { PodAddresses } from './pod-addresses';
import { RunningContainer } from './running-container';
import { isTypedInto, withMainCommand } from './main-command';
import { containerRun, isTold } from './run-plan';
import { execFailure } from './runtime-error';
import { memoryAt, memoryChangesMs } from './memory-use';
import { noRuntimeStatus, type PodRuntimeStatus, type SandboxStatus } from './runtime-status';
import { Timeline, type TimelineMoment } from './timeline';

/** What the runtime stands on. */
export interface RuntimeParts {
  readonly clock: Scheduling;
  readonly images: ImageBehaviours;
  readonly commands: Commands;
  readonly logs: ContainerLogs;
  readonly addresses: PodAddresses;
  /** A container of this image is forgotten. */
  released(image: string): void;
  /** The node's range of pod addresses, once it has one. */
  podCIDR(): string | undefined;
}

/** What came of a command in a container: its end, or the runtime's error. */
export type ExecOutcome =
  | {
      readonly exitCode: number;
      readonly stdout: string;
      /** The output instead of `stdout`, where it need not be text. */
      readonly bytes?: Uint8Array;
      readonly stderr: string;
      /** Virtual time until which it would come to the same. */
      readonly steadyUntilMs?: number;
      readonly error?: undefined;
    }
  | { readonly error: string };

export type Made = { readonly id: string; readonly error?: undefined } | { readonly error: string };

const SANDBOX_MS = 1_500;
const START_SECONDS = 1;
/** Of a machine that is not slow; too short to be noticed there. */
const ANSWER_MS = 50;
/** How long it takes from the call to the signal. */
const STOP_CALL_MS = 100;
/** Of the ended containers of one name this many are kept. */
const KEPT_PER_NAME = 2;
/** The exit code of a command whose container is killed under it. */
const KILLED_EXIT_CODE = 137;

/** A pod as the runtime knows it. */
interface RuntimePod {
  pod: Pod;
  /** Newest first, both. */
  sandboxes: readonly SandboxStatus[];
  containers: readonly RunningContainer[];
  failures: number;
  death: Timer | undefined;
}

export class ContainerRuntime {
  readonly #pods = new Map<string, RuntimePod>();
  readonly #containers = new Map<string, { readonly pod: RuntimePod; readonly container: RunningContainer }>();
  /** Told of each pod in which a sandbox or a container has changed, by its UID. */
  onChange: (podUID: string) => void = () => undefined;
  /** Told of each pod of which ended containers are forgotten, by its UID. */
  onRemove: (podUID: string) => void = () => undefined;
  /** Told when containers use more or less than before. */
  onUse: () => void = () => undefined;

  /** So many times as long as ever takes what is started now; see `answerMs` for what runs already. */
  slowness = 1;

  constructor(private readonly parts: RuntimeParts) {}

  /** How long anything that runs here takes to answer. */
  get answerMs(): number {
    return this.slowness > 1 ? this.slowness * ANSWER_MS : 0;
  }

  /** The UIDs of the pods it knows. */
  pods(): readonly string[] {
    return [...this.#pods.keys()];
  }

  status(podUID: string): PodRuntimeStatus {
    const known = this.#pods.get(podUID);
    if (!known) return noRuntimeStatus;
    const [newest] = known.sandboxes;
    const ip = newest?.ready ? newest.ip : '';
    return { sandboxes: known.sandboxes, containers: known.containers.map(({ status }) => status), ip };
  }

  /** The pod that something was last made for. */
  podOf(podUID: string): Pod | undefined {
    return this.#pods.get(podUID)?.pod;
  }

  *runSandbox(pod: Pod, attempt: number): Routine<Made> {
    const { clock, addresses } = this.parts;
    const script = sandboxScript(pod);
    yield sleep(clock, this.slowness * (SANDBOX_MS + 1000 * (script.seconds ?? 0)));
    const known = this.#know(pod);
    if (known.failures < (script.errors ?? 0)) {
      known.failures += 1;
      return { error: script.error ?? 'failed to create containerd task' };
    }
    const ip = pod.spec.hostNetwork ? '' : addresses.allocate(this.parts.podCIDR());
    if (ip === undefined)
      return { error: 'failed to setup network for sandbox: no IP addresses available in range set' };
    const id = sha256Hex(`${pod.metadata.uid}/sandbox/${attempt}`);
    known.sandboxes = [{ id, attempt, createdMs: clock.now(), ready: true, ip }, ...known.sandboxes].slice(
      0,
      KEPT_PER_NAME,
    );
    if (script.diesAfterSeconds !== undefined && attempt === 0) {
      known.death = clock.schedule(1000 * script.diesAfterSeconds, () => this.#killSandbox(known, id));
    }
    this.onChange(pod.metadata.uid);
    return { id };
  }

  /** Takes as long as the container's run says. */
  *createContainer(
    pod: Pod,
    spec: Container,
    attempt: number,
    imageID: string,
    environment: ContainerEnvironment,
  ): Routine<Made> {
    const { clock, images } = this.parts;
    const told = containerRun(pod, spec, attempt, images, environment.variables);
    const place = { pod, container: spec.name, environment, startedMs: clock.now(), nowMs: clock.now() };
    const run = isTold(pod, spec) ? told : withMainCommand(told, this.parts.commands, spec, place);
    yield sleep(clock, this.slowness * 1000 * (run.startSeconds ?? START_SECONDS));
    if (run.createError !== undefined) return { error: run.createError };
    const known = this.#know(pod);
    const id = `containerd://${sha256Hex(`${pod.metadata.uid}/${spec.name}/${attempt}`)}`;
    const status = {
      ...{
        id,
        name: spec.name,
        attempt,
        state: 'created' as const,
        createdMs: clock.now(),
        startedMs: 0,
        finishedMs: 0,
      },
      ...{ exitCode: 0, reason: '', message: '', image: imageWithTag(spec.image ?? ''), imageID, spec },
    };
    const container = new RunningContainer(clock, run, environment, status, (changed) => this.#changed(known, changed));
    this.#containers.set(id, { pod: known, container });
    known.containers = this.#pruned([container, ...known.containers], spec.name);
    return { id };
  }

  /** Starts what was made; answers the error of a failed start. */
  startContainer(id: string): string | undefined {
    const found = this.#containers.get(id)!;
    const error = found.container.start();
    if (error === undefined) this.#writeLog(found.pod.pod, found.container);
    for (const ms of memoryChangesMs(found.container.run.memory ?? ''))
      this.parts.clock.schedule(ms, () => this.onUse());
    return error;
  }

  *stopContainer(id: string, graceSeconds: number): Routine {
    const found = this.#containers.get(id);
    if (!found?.container.running) return;
    yield sleep(this.parts.clock, STOP_CALL_MS);
    yield* found.container.stop(graceSeconds);
  }

  stopSandbox(podUID: string, id: string): void {
    const known = this.#pods.get(podUID);
    if (known) this.#killSandbox(known, id);
  }

  /** Forgets the ended containers of a name, but for the newest few. */
  removeContainers(podUID: string, name: string, kept = 0): void {
    const known = this.#pods.get(podUID);
    const ended = known?.containers.filter(({ status }) => status.name === name && status.state === 'exited') ?? [];
    const gone = new Set(ended.slice(kept));
    if (!known || gone.size === 0) return;
    known.containers = known.containers.filter((container) => !gone.has(container));
    gone.forEach((container) => this.#forget(container));
    this.onRemove(podUID);
  }

  /** Forgets a pod of which nothing runs any more. */
  removePod(podUID: string): void {
    const known = this.#pods.get(podUID);
    if (!known) return;
    known.death?.cancel();
    for (const { id } of known.sandboxes) this.#killSandbox(known, id);
    known.containers.forEach((container) => this.#forget(container));
    this.#pods.delete(podUID);
  }

  /** The machine loses power: every process is gone at once. */
  powerOff(): void {
    for (const known of this.#pods.values()) for (const { id } of known.sandboxes) this.#killSandbox(known, id);
  }

  /** A process ends by itself: with this exit code, or `OOMKilled`. False where no container of the name runs. */
  endContainer(podUID: string, name: string, exitCode: number, reason?: string): boolean {
    const running = this.#pods.get(podUID)?.containers.find((one) => one.running && one.status.name === name);
    running?.end(exitCode, reason);
    return running !== undefined;
  }

  /** Runs a command in a running container. @param input all that it may read. @default nothing */
  *exec(id: string, command: readonly string[], input?: Uint8Array): Routine<ExecOutcome> {
    const found = this.#containers.get(id);
    if (!found?.container.running) return { error: `container ${id.replace(/^.*\//, '')} is not running` };
    const { container, pod } = found;
    const { environment, status } = container;
    const { clock } = this.parts;
    const place = {
      pod: pod.pod,
      container: status.name,
      environment,
      startedMs: status.startedMs,
      nowMs: clock.now(),
      input,
    };
    const result = this.parts.commands.run(command, place);
    if (result === 'not found') return { error: execFailure(command[0] ?? '') };
    const lasts = result === 'hang' ? Infinity : this.slowness * result.durationMs + this.answerMs;
    if (lasts > 0) yield* until(container.ended.wait, this.#pass(lasts));
    if (result === 'hang' || !container.running) return { exitCode: KILLED_EXIT_CODE, stdout: '', stderr: '' };
    const { exitCode, stdout, bytes, stderr, steadyUntilMs } = result;
    return { exitCode, stdout, bytes, stderr, steadyUntilMs };
  }

  /** Whether somebody who attaches to a container types into a shell. */
  isTypedInto(id: string): boolean {
    const container = this.#containers.get(id)?.container;
    return container !== undefined && this.hasShell(id) && isTypedInto(container.status.spec, container.environment);
  }

  /** Whether a command waits for the end of its input before it does anything. */
  readsInput(id: string, command: readonly string[]): boolean {
    const found = this.#containers.get(id);
    if (!found) return false;
    return this.parts.commands.readsInput(command, { pod: found.pod.pod, container: found.container.status.name });
  }

  /** The images of all containers that it knows, ended ones too. */
  imagesInUse(): ReadonlySet<string> {
    return new Set([...this.#containers.values()].map(({ container }) => container.status.image));
  }

  /** Whether the image of a container has a shell. */
  hasShell(id: string): boolean {
    const image = this.#containers.get(id)?.container.status.spec.image ?? '';
    return this.parts.images.of(image)?.shell ?? true;
  }

  /** Bytes of memory that the running containers of a pod take, by name. */
  memory(podUID: string): ReadonlyMap<string, number> {
    const nowMs = this.parts.clock.now();
    const running = this.#pods.get(podUID)?.containers.filter((container) => container.running) ?? [];
    return new Map(
      running.map(({ run, status }) => [status.name, memoryAt(run.memory ?? '0', nowMs - status.startedMs)]),
    );
  }

  /** Undefined while a container runs, and where there is none. */
  exitCodeOf(id: string): number | undefined {
    const status = this.#containers.get(id)?.container.status;
    return status?.state === 'exited' ? status.exitCode : undefined;
  }

  /** What answers at a port of a pod, and until when (virtual time); `refused` where nobody listens. */
  listening(podUID: string, port: number): { readonly answer: string; readonly untilMs: number } {
    const now = this.parts.clock.now();
    for (const { running, run, status } of this.#pods.get(podUID)?.containers ?? []) {
      const text = running ? run.listen?.[String(port)] : undefined;
      if (text === undefined) continue;
      const { value, untilMs }: TimelineMoment = new Timeline(text).at(now - status.startedMs);
      return { answer: value ?? 'refused', untilMs: status.startedMs + untilMs };
    }
    return { answer: 'refused', untilMs: Infinity };
  }

  *#pass(delayMs: number): Routine {
    yield sleep(this.parts.clock, delayMs);
  }

  #know(pod: Pod): RuntimePod {
    const { uid } = pod.metadata;
    let known = this.#pods.get(uid);
    if (!known) {
      known = { pod, sandboxes: [], containers: [], failures: 0, death: undefined };
      this.#pods.set(uid, known);
    }
    known.pod = pod;
    return known;
  }

  #changed({ pod }: RuntimePod, container: RunningContainer): void {
    const { status } = container;
    const { terminationMessagePolicy } = status.spec;
    if (status.state === 'exited') this.parts.logs.end(status.id);
    if (status.state === 'exited' && status.exitCode !== 0 && status.message === '') {
      if (terminationMessagePolicy === 'FallbackToLogsOnError') {
        container.status = { ...status, message: this.parts.logs.tail(status.id) };
      }
    }
    if (container.run.memory !== undefined) this.onUse();
    this.onChange(pod.metadata.uid);
  }

  #killSandbox(known: RuntimePod, id: string): void {
    const sandbox = known.sandboxes.find((candidate) => candidate.id === id);
    if (!sandbox?.ready) return;
    known.death?.cancel();
    known.sandboxes = known.sandboxes.map((one) => (one === sandbox ? { ...one, ready: false } : one));
    if (sandbox.ip !== '') this.parts.addresses.release(sandbox.ip);
    for (const container of known.containers) container.kill();
    this.onChange(known.pod.metadata.uid);
  }

  #writeLog(pod: Pod, container: RunningContainer): void {
    const { status, environment, run } = container;
    const { commands, logs } = this.parts;
    const nowMs = this.parts.clock.now();
    const place = { pod, container: status.name, environment, startedMs: status.startedMs, nowMs };
    for (const line of run.log ?? [])
      for (const written of commands.output(line, place)) logs.append(status.id, written);
  }

  /** The newest few of a name, all of the others. */
  #pruned(containers: readonly RunningContainer[], name: string): readonly RunningContainer[] {
    let kept = 0;
    return containers.filter((container) => {
      if (container.status.name !== name || kept++ < KEPT_PER_NAME) return true;
      this.#forget(container);
      return false;
    });
  }

  #forget({ status }: RunningContainer): void {
    this.#containers.delete(status.id);
    this.parts.released(status.image);
    this.parts.logs.remove(status.id);
  }
}
