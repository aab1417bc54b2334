/**
 * The simulated kubelet of one node, and the machine below it: what runs in containers goes on while the kubelet is stopped.
 *
 * Upstream: pkg/kubelet/kubelet.go
 */
import type { Pod } from '../apiserver/resources/pod/pod-types';
import type { KubeletContext } from './kubelet-context';
import { NodeHealth } from './node/node-health';
import { NodeReporter } from './node/node-reporter';

export class Kubelet {
  /** How the node is. */
  readonly health = new NodeHealth();
  readonly #reporter: NodeReporter;
  #running = false;

  constructor(readonly context: KubeletContext) {
    this.#reporter = new NodeReporter(context, this.health);
  }

  get running(): boolean {
    return this.#running;
  }

  /** Starts the process: it reports for its node and takes up the pods that are bound to it. */
  start(pods: readonly Pod[]): void {
    if (this.#running) return;
    this.#running = true;
    this.#reporter.start();
    for (const pod of pods) this.podChanged(pod);
  }

  /** Ends the process, as a crash does: nothing is written any more, containers run on. */
  stop(): void {
    if (!this.#running) return;
    this.#running = false;
    this.#reporter.stop();
  }

  /** A pod of this node is there, or has changed. */
  podChanged(_pod: Pod): void {}

  /** The object of a pod of this node is gone. */
  podDeleted(_pod: Pod): void {}
}
