/**
 * kube-controller-manager: the chosen controllers around one set of informers.
 *
 * Upstream: cmd/kube-controller-manager/app/controllermanager.go
 * Differs: there is one instance, so nobody is elected.
 */
import type { Scheduling } from '../clock/clock';
import type { Client } from '../client/client';
import type { Controller, ControllerContext } from '../client/controller';
import type { Credentials } from '../client/credentials';
import type { EventRecorder } from '../client/event-recorder';
import type { InformerFactory } from '../client/informer-factory';
import type { MetricSources } from '../client/metric-sources';
import type { Random } from '../random/random';
import type { ControllerManagerOptions } from './controller-manager-options';
import type { ControllerManagerContext } from './controller-manager-context';
import { CONTROLLER_NAMES } from './controller-names';
import { CONTROLLERS, type ControllerDescription } from './index';

/** What the manager stands on. */
export interface ControllerManagerParts {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly events: EventRecorder;
  readonly clock: Scheduling;
  readonly random: Random;
  readonly metrics: MetricSources;
  readonly credentials: Credentials;
  /** Leaves out some of those that the options ask for. @default none is left out @param name canonical */
  isOn?(name: string): boolean;
  readonly onError?: ControllerContext['onError'];
}

export class ControllerManager {
  readonly #running: readonly Controller[];

  constructor(
    private readonly parts: ControllerManagerParts,
    options: ControllerManagerOptions,
  ) {
    const runs = (name: string): boolean => options.controllers.enables(name) && (parts.isOn?.(name) ?? true);
    this.#running = CONTROLLERS.filter(({ name }) => runs(name)).map((one) => this.#create(one, options));
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
    const { client, informers, events, clock, random, metrics, credentials, onError } = this.parts;
    const { account = name } = CONTROLLER_NAMES.find((known) => known.name === name) ?? {};
    const user = {
      name: `system:serviceaccount:kube-system:${account}`,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
    };
    const context: ControllerManagerContext = {
      client: client.as('kube-controller-manager', user),
      informers,
      events: events.forComponent(eventSource),
      clock,
      random: random.fork(name),
      metrics,
      credentials,
      onError,
    };
    return create(context, options);
  }
}
