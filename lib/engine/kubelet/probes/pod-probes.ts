/**
 * The probes of a node's pods, what they found, and the events about it.
 *
 * Upstream: pkg/kubelet/prober/{prober,prober_manager}.go
 */
import type { Container, ContainerStatus, PodStatus, Probe } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import { sleep, type Routine } from '../../clock/routine';
import { containerReference } from '../container-reference';
import type { KubeletContext } from '../kubelet-context';
import type { ContainerRuntime } from '../runtime/container-runtime';
import { runProbe, type ProbeFinding, type ProbedContainer } from './probe-actions';
import { ProbeWorker, type ProbeResult, type ProbeType } from './probe-worker';

/** What probes are told and tell. */
export interface PodProbesParts {
  readonly context: KubeletContext;
  readonly runtime: ContainerRuntime;
  /** The pod as it is now. */
  pod(podUID: string): Pod | undefined;
  status(podUID: string): PodStatus | undefined;
  onResult(podUID: string, type: ProbeType, containerID: string, result: ProbeResult): void;
}

const MAX_TRIES = 3;
/** Whoever depends on the pod's own word: `"false"` keeps a running pod from being ready. */
const READY_SWITCH = 'boutique.test/ready';

export class PodProbes {
  /** By container and type, for each pod that has any. */
  readonly #workers = new Map<string, Map<string, ProbeWorker>>();
  readonly #startedMs: number;

  constructor(private readonly parts: PodProbesParts) {
    this.#startedMs = parts.context.clock.now();
  }

  stop(): void {
    for (const uid of [...this.#workers.keys()]) this.removePod(uid);
  }

  /** Begins to probe; a pod that is known already goes on as it is. */
  addPod(pod: Pod): void {
    const { uid } = pod.metadata;
    if (this.#workers.has(uid)) return;
    const probes = pod.spec.containers.flatMap((container) =>
      probesOf(container).map(([type, probe]) => ({ container, type, probe })),
    );
    if (probes.length === 0) return;
    const workers = new Map<string, ProbeWorker>();
    this.#workers.set(uid, workers);
    for (const { container, type, probe } of probes) {
      const worker = this.#worker(pod, container, type, probe);
      workers.set(keyOf(container.name, type), worker);
      worker.start(this.#startDelayMs(probe));
    }
  }

  /** A pod that is about to end: only its readiness is still of interest. */
  stopLivenessAndStartup({ metadata: { uid } }: Pod): void {
    for (const worker of this.#workers.get(uid)?.values() ?? []) if (worker.type !== 'Readiness') worker.stop();
  }

  removePod(podUID: string): void {
    for (const worker of this.#workers.get(podUID)?.values() ?? []) worker.stop();
    this.#workers.delete(podUID);
  }

  /** The status of a pod is another one now. */
  statusChanged(podUID: string): void {
    for (const worker of this.#workers.get(podUID)?.values() ?? []) worker.wake();
  }

  /** Everything is probed anew, also what would have stayed as it was. */
  unsettle(): void {
    for (const workers of this.#workers.values()) for (const worker of workers.values()) worker.unsettle();
  }

  /** The statuses of regular containers with `started` and `ready` as found; what is not ready yet is probed at once. */
  probed(pod: Pod, statuses: readonly ContainerStatus[]): ContainerStatus[] {
    const held = pod.metadata.annotations?.[READY_SWITCH] === 'false';
    return statuses.map((status) => {
      const started = this.#isStarted(pod, status);
      return { ...status, started, ready: started && !held && this.#isReady(pod, status) };
    });
  }

  /** Whether liveness or startup has failed: the container is to be killed. */
  failed(podUID: string, container: string, containerID: string): 'Liveness' | 'Startup' | undefined {
    for (const type of ['Liveness', 'Startup'] as const) {
      if (this.#find(podUID, container, type)?.resultOf(containerID) === 'failure') return type;
    }
    return undefined;
  }

  #isStarted({ metadata: { uid } }: Pod, { name, state, containerID = '' }: ContainerStatus): boolean {
    if (!state?.running) return false;
    const startup = this.#find(uid, name, 'Startup');
    return !startup || startup.resultOf(containerID) === 'success';
  }

  #isReady({ metadata: { uid } }: Pod, { name, containerID = '' }: ContainerStatus): boolean {
    const readiness = this.#find(uid, name, 'Readiness');
    if (!readiness || readiness.resultOf(containerID) === 'success') return true;
    readiness.trigger();
    return false;
  }

  /** A probe that has ended counts as none. */
  #find(podUID: string, container: string, type: ProbeType): ProbeWorker | undefined {
    const worker = this.#workers.get(podUID)?.get(keyOf(container, type));
    return worker?.stopped ? undefined : worker;
  }

  /** Right after its own start a kubelet spreads the probes of what it finds. */
  #startDelayMs({ periodSeconds = 10 }: Probe): number {
    const { clock, random } = this.parts.context;
    const periodMs = 1000 * periodSeconds;
    return periodMs > clock.now() - this.#startedMs ? random.integer(periodMs) : 0;
  }

  #worker(pod: Pod, container: Container, type: ProbeType, probe: Probe): ProbeWorker {
    const { context, pod: podNow, status, onResult } = this.parts;
    const { uid } = pod.metadata;
    return new ProbeWorker(type, container.name, probe, {
      clock: context.clock,
      pod: () => podNow(uid) ?? pod,
      status: () => status(uid),
      probe: (containerID, podIP) => this.#probe(pod, container, type, probe, containerID, podIP),
      onResult: (containerID, result) => onResult(uid, type, containerID, result),
    });
  }

  *#probe(
    pod: Pod,
    container: Container,
    type: ProbeType,
    probe: Probe,
    containerID: string,
    podIP: string,
  ): Routine<{ readonly result: ProbeResult; readonly steadyUntilMs: number } | undefined> {
    const { context, runtime } = this.parts;
    const { uid } = pod.metadata;
    const { answerMs } = runtime;
    const isLate = answerMs > 1000 * (probe.timeoutSeconds ?? 1);
    const inTime = (given: ReturnType<typeof runtime.listening>): typeof given =>
      isLate && given.answer !== 'refused' ? { ...given, answer: 'hang' } : given;
    const target: ProbedContainer = {
      container,
      podIP,
      lookup: (host, port) =>
        host === podIP ? inTime(runtime.listening(uid, port)) : { answer: 'refused', untilMs: Infinity },
      exec: (command) => runtime.exec(containerID, command),
    };
    let finding: ProbeFinding | undefined;
    for (let tries = 0; tries < MAX_TRIES && (!finding || finding.result === 'error'); tries++) {
      if (answerMs > 0 && !isLate && !probe.exec) yield sleep(context.clock, answerMs);
      finding = yield* runProbe(context.clock, probe, target);
    }
    const { result, output, steadyUntilMs } = finding!;
    const tell = (eventType: 'Normal' | 'Warning', reason: string, what: string): void =>
      context.events.event(
        containerReference(pod, container.name),
        eventType,
        reason,
        `${type} probe ${what}: ${output}`,
      );
    if (result === 'error') tell('Warning', 'Unhealthy', 'errored');
    else if (result === 'failure') tell('Warning', 'Unhealthy', 'failed');
    else if (result === 'warning') tell('Warning', 'ProbeWarning', 'warning');
    if (result === 'error') return undefined;
    const untilMs = answerMs > 0 ? context.clock.now() : steadyUntilMs;
    return { result: result === 'failure' ? 'failure' : 'success', steadyUntilMs: untilMs };
  }
}

/** In the order in which they are begun. */
function probesOf({ startupProbe, readinessProbe, livenessProbe }: Container): (readonly [ProbeType, Probe])[] {
  const all = [
    ['Startup', startupProbe],
    ['Readiness', readinessProbe],
    ['Liveness', livenessProbe],
  ] as const;
  return all.flatMap(([type, probe]) => (probe ? [[type, probe] as const] : []));
}

function keyOf(container: string, type: ProbeType): string {
  return `${container}/${type}`;
}
