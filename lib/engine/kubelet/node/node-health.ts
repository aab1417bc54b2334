/** How a node is, as its kubelet knows: what it runs short of, whether it is going down. */
import type { NodeFacts } from './node-reporter';
import type { Pressure } from './node-conditions';

export class NodeHealth implements NodeFacts {
  #pressures: ReadonlySet<Pressure> = new Set();
  #shuttingDown = false;
  /** Names of the attached volumes that pods use. */
  volumesInUse: () => readonly string[] = () => [];

  get shuttingDown(): boolean {
    return this.#shuttingDown;
  }

  pressures(): ReadonlySet<Pressure> {
    return this.#pressures;
  }

  notReady(): string | undefined {
    return this.#shuttingDown ? 'node is shutting down' : undefined;
  }

  setPressures(pressures: ReadonlySet<Pressure>): void {
    this.#pressures = pressures;
  }

  setShuttingDown(shuttingDown: boolean): void {
    this.#shuttingDown = shuttingDown;
  }
}
