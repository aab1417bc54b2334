/** Nodes without power, without a kubelet, or without a line to the API server: each may have several reasons at once. */
import type { Kubelet } from '../kubelet/kubelet';
import type { Kubelets } from '../kubelet/kubelets';
import { Causes } from './causes';
import { FaultError } from './fault';

export class NodeOutages {
  readonly #off = new Causes();
  readonly #stopped = new Causes();
  readonly #cut = new Causes();

  constructor(private readonly kubelets: Kubelets | undefined) {}

  /** Names of the nodes that have a simulated kubelet. */
  names(): readonly string[] {
    return this.kubelets?.names() ?? [];
  }

  /** @throws FaultError where the node has no simulated kubelet */
  of(node: string): Kubelet {
    const kubelet = this.kubelets?.of(node);
    if (kubelet) return kubelet;
    const names = this.names();
    const known = names.length === 0 ? 'there is no node with one' : `nodes with one: ${names.join(', ')}`;
    throw new FaultError(`There is no simulated kubelet on ${JSON.stringify(node)}; ${known}.`);
  }

  /** The machine is off: nothing runs on it. */
  powerOff(node: string): void {
    const kubelet = this.of(node);
    if (this.#off.begin(node)) kubelet.powerOff();
  }

  powerOn(node: string): void {
    if (this.#off.end(node)) this.#start(node);
  }

  /** The kubelet does not run; containers do. */
  stopKubelet(node: string): void {
    const kubelet = this.of(node);
    if (this.#stopped.begin(node)) kubelet.stop();
  }

  startKubelet(node: string): void {
    if (this.#stopped.end(node)) this.#start(node);
  }

  /** Nothing gets from the node to the API server, or back. */
  cut(node: string): void {
    const kubelet = this.of(node);
    if (this.#cut.begin(node)) kubelet.disconnect();
  }

  restore(node: string): void {
    if (this.#cut.end(node)) this.kubelets?.of(node)?.reconnect(this.kubelets.podsOf(node));
  }

  /** A Node may be gone by now: then there is nothing to start. */
  #start(node: string): void {
    if (this.#off.has(node) || this.#stopped.has(node)) return;
    this.kubelets?.of(node)?.start(this.kubelets.podsOf(node));
  }
}
