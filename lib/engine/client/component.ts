/**
 * A program beside the API server that can be ended at any moment and started anew: then it knows only what is stored.
 *
 * Without an API server to talk to none runs: a leader that cannot renew its lease ends itself.
 *
 * Upstream: staging/src/k8s.io/client-go/tools/leaderelection/leaderelection.go
 * Differs: there is one instance of each, so nobody is elected: a program ends with the API server, and is there again one retry period
 * after it.
 */
import type { Scheduling } from '../clock/clock';
import { ProcessClock } from '../clock/process-clock';
import type { InformerFactory } from './informer-factory';

/** The retry period of leader election. */
const RETRY_PERIOD_MS = 2_000;

/** What a run of a program stands on: of its own, and gone with it. */
export interface ComponentSurroundings {
  readonly clock: Scheduling;
  readonly informers: InformerFactory;
}

export interface ComponentParts<T> {
  readonly clock: Scheduling;
  informers(clock: Scheduling): InformerFactory;
  /** Starts the program. */
  run(surroundings: ComponentSurroundings): T;
}

interface Run<T> {
  readonly program: T;
  readonly clock: ProcessClock;
  readonly informers: InformerFactory;
}

export class Component<T> {
  #wanted = false;
  #hasServer = true;
  #run: Run<T> | undefined;

  constructor(private readonly parts: ComponentParts<T>) {}

  /** Undefined while it does not run. */
  get program(): T | undefined {
    return this.#run?.program;
  }

  start(): void {
    this.#wanted = true;
    this.#begin();
  }

  stop(): void {
    this.#wanted = false;
    this.#end();
  }

  /** Ends it and starts it anew, if it is to run at all. */
  restart(): void {
    this.#end();
    this.#begin();
  }

  /** There is no API server any more. */
  serverLost(): void {
    this.#hasServer = false;
    this.#end();
  }

  /** There is an API server again. */
  serverBack(): void {
    this.#hasServer = true;
    this.parts.clock.schedule(RETRY_PERIOD_MS, () => this.#begin());
  }

  #begin(): void {
    if (this.#run || !this.#wanted || !this.#hasServer) return;
    const clock = new ProcessClock(this.parts.clock);
    const informers = this.parts.informers(clock);
    const program = this.parts.run({ clock, informers });
    informers.start();
    this.#run = { program, clock, informers };
  }

  #end(): void {
    this.#run?.clock.end();
    this.#run?.informers.stop();
    this.#run = undefined;
  }
}
