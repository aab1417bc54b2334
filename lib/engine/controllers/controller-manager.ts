/**
 * kube-controller-manager: the chosen controllers around one set of informers.
 *
 * Upstream: cmd/kube-controller-manager/app/controllermanager.go
 * Differs: there is one instance, so nobody is elected.
 */
import type { Scheduling } from '../clock/clock';
import type { Client } from '../client/client';
import type { Controller, ControllerContext } from '../client/controller';
import type { EventRecorder } from '../client/event-recorder';
import type { InformerFactory } from '../client/informer-factory';
import type { Random } from '../random/random';
import type { ControllerManagerOptions } from './controller-manager-options';
import { CONTROLLERS, type ControllerDescription } from './index';

/** What the manager stands on. */
export interface ControllerManagerParts {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly events: EventRecorder;
  readonly clock: Scheduling;
  readonly random: Random;
  readonly onError?: ControllerContext['onError'];
}

export class ControllerManager {
  readonly #running: readonly Controller[];

  constructor(
    private readonly parts: ControllerManagerParts,
    options: ControllerManagerOptions,
  ) {
    this.#running = CONTROLLERS.filter(({ name }) => options.controllers.enables(name)).map((description) =>
      this.#create(description, options),
    );
  }

  start(): void {
    for (const controller of this.#running) controller.start();
    this.parts.informers.start();
  }

  stop(): void {
    for (const controller of this.#running) controller.stop();
    this.parts.informers.stop();
  }

  /** Each controller acts under its own ServiceAccount; the field manager is kube-controller-manager for all. */
  #create({ name, eventSource, create }: ControllerDescription, options: ControllerManagerOptions): Controller {
    const { client, informers, events, clock, random, onError } = this.parts;
    const user = {
      name: `system:serviceaccount:kube-system:${name}`,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
    };
    const context: ControllerContext = {
      client: client.as('kube-controller-manager', user),
      informers,
      events: events.forComponent(eventSource),
      clock,
      random: random.fork(name),
      onError,
    };
    return create(context, options);
  }
}
