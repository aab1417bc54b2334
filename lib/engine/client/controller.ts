/**
 * The contract of a controller.
 *
 * `reconcile(key)` looks at the world and moves it one step towards what the object asks for. It is level-triggered: it may run at any
 * time, twice, or after a restart, and what it knows it reads from listers and the API; it keeps nothing that the store could not rebuild.
 * What it throws is logged as a failure and the key comes back with back-off; a result with `requeueAfterMs` brings it back at that time.
 * A write that waits for a webhook throws a `Suspension`, which is no failure: the key comes back as soon as there is an answer.
 *
 * Upstream: controller-runtime's pkg/reconcile, kubernetes' pkg/controller/<name>
 */
import { StatusError } from '../apimachinery/status-error';
import type { Scheduling } from '../clock/clock';
import { Suspension } from '../clock/suspension';
import type { Random } from '../random/random';
import type { Client } from './client';
import type { EventRecorder } from './event-recorder';
import type { InformerFactory } from './informer-factory';
import { WorkQueue, type WorkQueueOptions } from './work-queue';

export interface ReconcileResult {
  /** Come back after this much virtual time, in milliseconds. */
  readonly requeueAfterMs?: number;
}

/** What a controller is made of; each gets its own client identity, event source and stream of chance. */
export interface ControllerContext {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly events: EventRecorder;
  readonly clock: Scheduling;
  readonly random: Random;
  /** Told of failures that are retried; for tests and the server's log. */
  onError?(controller: string, key: string, error: unknown): void;
}

export interface Controller {
  /** The canonical upstream name, e.g. `replicaset-controller`. */
  readonly name: string;
  start(): void;
  stop(): void;
}

/** Runs `reconcile` for keys of a queue, with back-off on failure. */
export abstract class ReconcilingController implements Controller {
  abstract readonly name: string;
  protected readonly queue: WorkQueue;

  constructor(protected readonly context: ControllerContext) {
    this.queue = new WorkQueue(context.clock, (key) => this.#process(key), this.queueOptions);
  }

  /** How failures are spaced out, where a controller has its own way. */
  protected get queueOptions(): WorkQueueOptions {
    return {};
  }

  abstract reconcile(key: string): ReconcileResult | void;

  /** Registers handlers and timers. */
  abstract start(): void;

  stop(): void {
    this.queue.stop();
  }

  #process(key: string): void {
    try {
      const result = this.reconcile(key);
      this.queue.forget(key);
      if (result?.requeueAfterMs !== undefined) this.queue.addAfter(key, result.requeueAfterMs);
    } catch (error) {
      if (error instanceof Suspension) {
        error.whenAnswered(() => this.queue.add(key));
        return;
      }
      if (!(error instanceof StatusError) && !(error instanceof RetryError)) throw error;
      this.context.onError?.(this.name, key, error);
      this.queue.addRateLimited(key);
    }
  }
}

/** A reconcile that could not go on for a reason of its own, to be tried again with back-off. Anything else that is thrown is a defect. */
export class RetryError extends Error {}
