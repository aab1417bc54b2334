/**
 * Why containers wait: what the last try to start each of them came to.
 *
 * The annotation `boutique.test/waiting: REASON` of a pod keeps all its containers from being tried at all.
 *
 * Upstream: pkg/kubelet/reason_cache.go
 */
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { WaitingReason } from '../status/container-statuses';

const HELD = 'boutique.test/waiting';

export class WaitingReasons {
  /** By UID of the pod, then by name of the container. */
  readonly #reasons = new Map<string, Map<string, WaitingReason>>();

  isHeld({ metadata: { annotations } }: Pod): boolean {
    return annotations?.[HELD] !== undefined;
  }

  of(pod: Pod, container: string): WaitingReason | undefined {
    const reason = pod.metadata.annotations?.[HELD];
    if (reason !== undefined) return { reason, message: '' };
    return this.#reasons.get(pod.metadata.uid)?.get(container);
  }

  /** @param reason undefined when the container was started */
  set({ metadata: { uid } }: Pod, container: string, reason: WaitingReason | undefined): void {
    const known = this.#reasons.get(uid);
    if (reason === undefined) known?.delete(container);
    else if (known) known.set(container, reason);
    else this.#reasons.set(uid, new Map([[container, reason]]));
  }

  forget(podUID: string): void {
    this.#reasons.delete(podUID);
  }
}
