/**
 * The simulated kubelet of one node, and the machine below it: what runs in containers goes on while the kubelet is stopped.
 *
 * Upstream: pkg/kubelet/kubelet.go
 */
import type { Node } from '../apimachinery/api/core-v1';
import type { Pod } from '../apiserver/resources/pod/pod-types';
import { startRoutine, type RunningRoutine } from '../clock/routine';
import { ImageGarbageCollector } from './images/image-garbage-collector';
import type { KubeletContext } from './kubelet-context';
import { KubeletProcess } from './kubelet-process';
import { newMachine, type Machine } from './machine';
import { CONDITION_TYPES } from './node/node-conditions';
import { NodeEviction } from './node/node-eviction';
import { NodeHealth } from './node/node-health';
import type { NodeLink } from './node/node-link';
import { NodeReporter } from './node/node-reporter';
import { shutDown, type NodeShutdownParts, type ShutdownGracePeriods } from './node/node-shutdown';
import type { PodAddresses } from './runtime/pod-addresses';
import { KubeletServer } from './server/kubelet-server';

export class Kubelet {
  /** What the node runs short of, and what is done about it. */
  readonly eviction: NodeEviction;
  readonly #health = new NodeHealth();
  readonly machine: Machine;
  /** What the API server asks it. */
  readonly server: KubeletServer;
  readonly #reporter: NodeReporter;
  readonly #imageCollector: ImageGarbageCollector;
  #process: KubeletProcess | undefined;
  /** It was started while the line was cut: without the API server it knows of no pods. */
  #waits = false;
  #shutdown: RunningRoutine | undefined;

  constructor(
    context: KubeletContext,
    addresses: PodAddresses,
    private readonly link: NodeLink,
  ) {
    this.machine = newMachine(context, addresses);
    const { runtime, logs } = this.machine;
    this.server = new KubeletServer(context.clock, runtime, logs);
    this.#reporter = new NodeReporter(context, this.#health);
    this.#health.volumesInUse = () => this.machine.volumes.volumesInUse();
    this.machine.volumes.onUse = () => this.#reporter.changed();
    const parts = this.#nodeParts(context);
    this.#imageCollector = new ImageGarbageCollector({
      context,
      disk: () => this.eviction.disk(),
      inUse: () => runtime.imagesInUse(),
    });
    this.eviction = new NodeEviction({
      ...parts,
      onDiskUse: () => this.#imageCollector.diskFilled(),
      removeUnusedImages: () => this.#imageCollector.free(Infinity),
      memoryOf: ({ metadata }) => runtime.memory(metadata.uid),
      onPressure: parts.report,
    });
    runtime.onUse = () => this.eviction.look();
    context.nodeImages.onGrowth = () => {
      this.eviction.diskFilled();
      this.#imageCollector.diskFilled();
    };
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** It runs, and the API server and it can talk to one another. */
  get reachable(): boolean {
    return this.running && this.link.isUp;
  }

  /** Cuts the node off from the API server: pods run on, and nobody hears of it. */
  disconnect(): void {
    this.link.cut();
    this.#reporter.stop();
  }

  /** The line is back: what was missed is made up for. @param pods those that are bound to the node now */
  reconnect(pods: readonly Pod[]): void {
    if (this.link.isUp) return;
    this.link.restore();
    if (this.#waits) return this.start(pods);
    if (!this.#process) return;
    this.#reporter.resume();
    this.#process.catchUp(pods);
  }

  /** Starts the process: it reports for its node and takes up the pods that are bound to it. */
  start(pods: readonly Pod[]): void {
    if (this.#process) return;
    this.#waits = !this.link.isUp;
    if (this.#waits) return;
    this.#process = new KubeletProcess(this.machine, this.#health, this.link);
    this.#reporter.start();
    this.#process.start(pods);
    this.eviction.start();
    this.#imageCollector.start();
  }

  /** Ends the process, as a crash does: nothing is written any more, containers run on. */
  stop(): void {
    this.#process?.stop();
    this.#process = undefined;
    this.#waits = false;
    this.#shutdown?.cancel();
    this.machine.volumes.stop();
    this.eviction.stop();
    this.#imageCollector.stop();
    this.#reporter.stop();
  }

  /** What is started on the node takes so many times as long, and so does every answer to a probe; 1 is as ever. */
  setSlowness(factor: number): void {
    this.machine.runtime.slowness = factor;
    this.#process?.slownessChanged();
  }

  /** The clock of the node is ahead of the cluster's by so much, or behind where it is negative. */
  setClockSkew(skewMs: number): void {
    this.machine.context.wallClock.skewMs = skewMs;
    this.#reporter.clockChanged();
  }

  /** Ends the node's pods gently, then the machine; `start` brings it back. */
  shutDown(periods: ShutdownGracePeriods): void {
    const { context } = this.machine;
    this.#shutdown = startRoutine(shutDown(this.#nodeParts(context), periods), () => this.powerOff());
  }

  /** The machine goes down: the kubelet, and every container. */
  powerOff(): void {
    this.stop();
    this.#health.setShuttingDown(false);
    this.machine.runtime.powerOff();
  }

  #nodeParts(context: KubeletContext): NodeShutdownParts {
    return {
      context,
      health: this.#health,
      pods: () => this.#process?.activePods() ?? [],
      kill: ({ metadata }, graceSeconds, change) => this.#process?.killPod(metadata.uid, { graceSeconds, change }),
      report: () => this.#reporter.reportNow(),
    };
  }

  /** Its own Node is another one now. Somebody may have taken it for lost: that is put right with the next report. */
  nodeChanged({ status }: Node): void {
    const isDoubted = status?.conditions?.some((one) => CONDITION_TYPES.includes(one.type) && one.status === 'Unknown');
    if (isDoubted) this.#reporter.changed();
  }

  /** A pod of this node is there, or has changed. */
  podChanged(pod: Pod): void {
    this.#process?.podChanged(pod);
  }

  /** The object of a pod of this node is gone. */
  podDeleted(pod: Pod): void {
    this.#process?.podDeleted(pod);
  }
}
