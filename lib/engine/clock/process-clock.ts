/** The clock of one process: when that ends, whatever it had planned is never run. */
import type { Scheduling, Timer } from './clock';

export class ProcessClock implements Scheduling {
  #ended = false;

  constructor(private readonly clock: Scheduling) {}

  now(): number {
    return this.clock.now();
  }

  schedule(delayMs: number, task: () => void): Timer {
    return this.clock.schedule(delayMs, () => {
      if (!this.#ended) task();
    });
  }

  /** The process is gone, whatever it was about to do. */
  end(): void {
    this.#ended = true;
  }
}
