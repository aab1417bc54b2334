/** A binary heap of events ordered by (time, sequence number). */

export interface ScheduledEvent {
  readonly atMs: number;
  readonly sequence: number;
  /** Undefined once it was taken back: it is skipped when its turn comes. */
  task: () => void;
  cancelled?: boolean;
}

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}

const nothing = (): void => undefined;

export class EventHeap {
  readonly #events: ScheduledEvent[] = [];
  #cancelled = 0;

  get size(): number {
    return this.#events.length - this.#cancelled;
  }

  push(event: ScheduledEvent): void {
    const events = this.#events;
    let index = events.length;
    events.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = events[parent]!;
      if (!before(event, above)) break;
      events[index] = above;
      index = parent;
    }
    events[index] = event;
  }

  peek(): ScheduledEvent | undefined {
    while (this.#events[0]?.cancelled) {
      this.#cancelled--;
      this.#takeFirst();
    }
    return this.#events[0];
  }

  pop(): ScheduledEvent | undefined {
    const first = this.peek();
    if (first) {
      this.#takeFirst();
      first.cancelled = true; // a later cancel() of what has run is nothing
    }
    return first;
  }

  /** Takes an event back. Its task is dropped at once, its place in the heap when its turn comes or when too many have piled up. */
  remove(event: ScheduledEvent): void {
    if (event.cancelled) return;
    event.cancelled = true;
    event.task = nothing;
    this.#cancelled++;
    if (this.#cancelled > 1024 && this.#cancelled * 2 > this.#events.length) this.#compact();
  }

  #compact(): void {
    const alive = this.#events.filter((event) => !event.cancelled);
    this.#events.length = 0;
    this.#cancelled = 0;
    alive.forEach((event) => this.push(event));
  }

  #takeFirst(): void {
    const events = this.#events;
    const last = events.pop()!;
    const size = events.length;
    if (size === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && before(events[child + 1]!, events[child]!)) child++;
      if (!before(events[child]!, last)) break;
      events[index] = events[child]!;
      index = child;
    }
    events[index] = last;
  }
}
