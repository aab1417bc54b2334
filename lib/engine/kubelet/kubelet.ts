/**
 * The simulated kubelet of one node, and the machine below it: what runs in containers goes on while the kubelet is stopped.
 *
 * Upstream: pkg/kubelet/kubelet.go
 */
import type { Pod } from '../apiserver/resources/pod/pod-types';
import type { KubeletContext } from './kubelet-context';
import { KubeletProcess } from './kubelet-process';
import { newMachine, type Machine } from './machine';
import { NodeHealth } from './node/node-health';
import { NodeReporter } from './node/node-reporter';
import type { PodAddresses } from './runtime/pod-addresses';
import { KubeletServer } from './server/kubelet-server';

export class Kubelet {
  /** How the node is. */
  readonly health = new NodeHealth();
  readonly machine: Machine;
  /** What the API server asks it. */
  readonly server: KubeletServer;
  readonly #reporter: NodeReporter;
  #process: KubeletProcess | undefined;

  constructor(context: KubeletContext, addresses: PodAddresses) {
    this.machine = newMachine(context, addresses);
    const { runtime, logs } = this.machine;
    this.server = new KubeletServer(context.clock, runtime, logs);
    this.#reporter = new NodeReporter(context, this.health);
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** Starts the process: it reports for its node and takes up the pods that are bound to it. */
  start(pods: readonly Pod[]): void {
    if (this.#process) return;
    this.#process = new KubeletProcess(this.machine);
    this.#reporter.start();
    this.#process.start(pods);
  }

  /** Ends the process, as a crash does: nothing is written any more, containers run on. */
  stop(): void {
    this.#process?.stop();
    this.#process = undefined;
    this.#reporter.stop();
  }

  /** The machine goes down: the kubelet, and every container. */
  powerOff(): void {
    this.stop();
    this.machine.runtime.powerOff();
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
