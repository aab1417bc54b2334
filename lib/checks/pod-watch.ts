/** Follows the pods of one workload: the fewest that were ready at any moment, and the most that there were. */
import type { Pod } from '../engine/apimachinery/api/core-v1';
import { isPodFinished, isPodReady } from '../engine/controllers/pods/pod-state';
import type { RehearsedCluster } from './rehearsed-cluster';
import { selectorOfWorkload, type WorkloadObject } from './workload';

export class PodWatch {
  #fewestReady: number;
  #most: number;
  readonly #pods = new Map<string, boolean>();
  readonly #subscription: { cancel(): void };

  /** Follows from now on. */
  constructor(stage: RehearsedCluster, workload: WorkloadObject) {
    const selector = selectorOfWorkload(workload);
    for (const pod of stage.podsOf(workload)) this.#note(pod);
    this.#fewestReady = this.#ready();
    this.#most = this.#pods.size;
    this.#subscription = stage.cluster.store.table<Pod>('pods').subscribe(({ type, object }) => {
      const { namespace, labels, uid } = object.metadata;
      if (namespace !== workload.metadata.namespace || !selector.matches(labels)) return;
      if (type === 'DELETED') this.#pods.delete(uid);
      else this.#note(object);
      this.#fewestReady = Math.min(this.#fewestReady, this.#ready());
      this.#most = Math.max(this.#most, this.#pods.size);
    });
  }

  get fewestReady(): number {
    return this.#fewestReady;
  }

  get most(): number {
    return this.#most;
  }

  stop(): void {
    this.#subscription.cancel();
  }

  /** What is on its way out is nobody's replica any more. */
  #note(pod: Pod): void {
    const { uid, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined || isPodFinished(pod)) this.#pods.delete(uid);
    else this.#pods.set(uid, isPodReady(pod));
  }

  #ready(): number {
    let count = 0;
    for (const ready of this.#pods.values()) if (ready) count++;
    return count;
  }
}
