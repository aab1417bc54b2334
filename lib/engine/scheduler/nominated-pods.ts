/**
 * Pods that preemption has made room for, by the node that they wait for.
 *
 * Upstream: pkg/scheduler/internal/queue/scheduling_queue.go (nominator)
 */
import type { Pod } from '../apimachinery/api/core-v1';
import { priorityOf } from './pod-priority';

export class NominatedPods {
  readonly #nodeNames = new Map<string, string>();
  readonly #byNode = new Map<string, Map<string, Pod>>();

  /** A pod as it is now, nominated or not. */
  put(pod: Pod): void {
    const { uid } = pod.metadata;
    this.remove(uid);
    const nodeName = pod.status?.nominatedNodeName;
    if (!nodeName) return;
    this.#nodeNames.set(uid, nodeName);
    const others = this.#byNode.get(nodeName);
    if (others) others.set(uid, pod);
    else this.#byNode.set(nodeName, new Map([[uid, pod]]));
  }

  remove(uid: string): void {
    const nodeName = this.#nodeNames.get(uid);
    if (nodeName === undefined) return;
    this.#nodeNames.delete(uid);
    const pods = this.#byNode.get(nodeName)!;
    pods.delete(uid);
    if (pods.size === 0) this.#byNode.delete(nodeName);
  }

  on(nodeName: string): readonly Pod[] {
    return [...(this.#byNode.get(nodeName)?.values() ?? [])];
  }

  /** Those that get to the node before the pod, if they get there: of its priority or higher. */
  rivalsOn(nodeName: string, pod: Pod): readonly Pod[] {
    if (!this.#byNode.has(nodeName)) return NOBODY;
    return this.on(nodeName).filter(
      (other) => other.metadata.uid !== pod.metadata.uid && priorityOf(other) >= priorityOf(pod),
    );
  }

  /** Nobody waits for any node. */
  get isEmpty(): boolean {
    return this.#byNode.size === 0;
  }
}

const NOBODY: readonly Pod[] = [];
