/**
 * Pods that are due: the highest priority first, then who has waited for longest, then who came first.
 *
 * Upstream: pkg/scheduler/framework/plugins/queuesort/priority_sort.go, internal/heap/heap.go
 */

export interface DuePod {
  readonly priority: number;
  /** Since when it waits for its turn. */
  readonly sinceMs: number;
  /** In order of arrival. */
  readonly sequence: number;
}

/** Pods of one priority in order; most come with a later time than those before. */
class PriorityLevel<T extends DuePod> {
  readonly #pods: T[] = [];
  #first = 0;

  get isEmpty(): boolean {
    return this.#first === this.#pods.length;
  }

  add(pod: T): void {
    let place = this.#pods.length;
    while (place > this.#first && isBefore(pod, this.#pods[place - 1]!)) place--;
    this.#pods.splice(place, 0, pod);
  }

  take(): T | undefined {
    const pod = this.#pods[this.#first];
    if (pod) this.#first++;
    // What was taken is let go before it is more than what is left.
    if (this.#first * 2 > this.#pods.length) {
      this.#pods.splice(0, this.#first);
      this.#first = 0;
    }
    return pod;
  }

  remove(pod: T): void {
    const place = this.#pods.indexOf(pod, this.#first);
    if (place >= 0) this.#pods.splice(place, 1);
  }
}

function isBefore(a: DuePod, b: DuePod): boolean {
  return a.sinceMs < b.sinceMs || (a.sinceMs === b.sinceMs && a.sequence < b.sequence);
}

export class ActiveQueue<T extends DuePod> {
  readonly #levels = new Map<number, PriorityLevel<T>>();

  add(pod: T): void {
    let level = this.#levels.get(pod.priority);
    if (!level) this.#levels.set(pod.priority, (level = new PriorityLevel()));
    level.add(pod);
  }

  take(): T | undefined {
    if (this.#levels.size === 0) return undefined;
    let priority = -Infinity;
    for (const one of this.#levels.keys()) if (one > priority) priority = one;
    const level = this.#levels.get(priority)!;
    const pod = level.take();
    if (level.isEmpty) this.#levels.delete(priority);
    return pod;
  }

  remove(pod: T): void {
    const level = this.#levels.get(pod.priority);
    level?.remove(pod);
    if (level?.isEmpty) this.#levels.delete(pod.priority);
  }
}
