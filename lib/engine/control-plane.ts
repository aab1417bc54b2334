/**
 * What runs beside the API server and makes a cluster of it: controllers, scheduler, disk driver, ingress controller. Each can be stopped
 * and started by itself.
 */
import type { ControlPlaneProgram } from './apiserver/core';
import type { MetricSources } from './client/metric-sources';
import { Component, type ComponentSurroundings } from './client/component';
import { CorrelatingEventRecorder, type EventNames } from './client/correlating-event-recorder';
import type { Client } from './client/client';
import type { Controller, ControllerContext } from './client/controller';
import type { Credentials } from './client/credentials';
import type { InformerFactory } from './client/informer-factory';
import { SeriesEventRecorder } from './client/series-event-recorder';
import type { Scheduling } from './clock/clock';
import { ControllerManager } from './controllers/controller-manager';
import type { ControllerManagerOptions } from './controllers/controller-manager-options';
import type { FaultyControlPlane } from './faults/faults';
import { IngressController } from './network/ingress/ingress-controller';
import type { Random } from './random/random';
import type { SchedulerConfiguration } from './scheduler/configuration/scheduler-configuration';
import { Scheduler } from './scheduler/scheduler';
import { DiskDriver } from './storage/disk-driver';
import { DISK_DRIVER } from './storage/disk-parameters';

/** What its programs stand on. */
export interface ControlPlaneParts {
  readonly clock: Scheduling;
  readonly random: Random;
  readonly eventNames: EventNames;
  readonly credentials: Credentials;
  readonly metrics: MetricSources;
  readonly options: ControllerManagerOptions;
  readonly scheduler: SchedulerConfiguration | undefined;
  client(userAgent: string): Client;
  informers(component: string, clock: Scheduling, delays: Random): InformerFactory;
}

export class ControlPlane implements FaultyControlPlane {
  readonly #controllerManager: Component<ControllerManager>;
  readonly #scheduler: Component<Scheduler>;
  readonly #diskDriver: Component<DiskDriver>;
  readonly #ingressController: Component<IngressController>;
  /** Controllers that are switched off, by their canonical names. */
  readonly #without = new Set<string>();

  constructor(private readonly parts: ControlPlaneParts) {
    const chance = parts.random.fork('controller-manager');
    const delays = chance.fork('watches');
    const part = <T>(name: string, late: Random, run: (surroundings: ComponentSurroundings) => T): Component<T> =>
      new Component({ clock: parts.clock, informers: (clock) => parts.informers(name, clock, late), run });
    this.#controllerManager = part('kube-controller-manager', delays, (around) => this.#manage(around, chance));
    this.#diskDriver = part(DISK_DRIVER, parts.random.fork('disk-driver').fork('watches'), (around) =>
      started(new DiskDriver(this.#contextOf(DISK_DRIVER, 'disk-driver', around))),
    );
    this.#ingressController = part(
      'ingress-controller',
      parts.random.fork('ingress-controller').fork('watches'),
      (around) => started(new IngressController(this.#contextOf('ingress-controller', 'ingress-controller', around))),
    );
    this.#scheduler = part('kube-scheduler', delays, (around) => this.#schedule(around));
  }

  /** Undefined while it does not run. */
  get scheduler(): Scheduler | undefined {
    return this.#scheduler.program;
  }

  /** Undefined while it does not run. */
  get ingressController(): IngressController | undefined {
    return this.#ingressController.program;
  }

  start(): void {
    for (const component of this.#all()) component.start();
  }

  runs(name: ControlPlaneProgram): boolean {
    return this.#program(name).program !== undefined;
  }

  startProgram(name: ControlPlaneProgram): void {
    this.#program(name).start();
  }

  stopProgram(name: ControlPlaneProgram): void {
    this.#program(name).stop();
  }

  /** The controller manager runs on without one of its controllers, or with it again. @param name canonical */
  switchController(name: string, on: boolean): void {
    if (on) this.#without.delete(name);
    else this.#without.add(name);
    this.#controllerManager.restart();
  }

  /** There is no API server any more. */
  serverLost(): void {
    for (const component of this.#all()) component.serverLost();
  }

  /** There is an API server again. */
  serverBack(): void {
    for (const component of this.#all()) component.serverBack();
  }

  #all(): readonly Component<unknown>[] {
    return [this.#controllerManager, this.#diskDriver, this.#ingressController, this.#scheduler];
  }

  #program(name: ControlPlaneProgram): Component<unknown> {
    return name === 'kube-scheduler' ? this.#scheduler : this.#controllerManager;
  }

  #manage({ clock, informers }: ComponentSurroundings, random: Random): ControllerManager {
    const { parts } = this;
    const client = parts.client('kube-controller-manager');
    const events = new CorrelatingEventRecorder(client, clock, parts.eventNames, 'controllermanager');
    const { metrics, credentials, options } = parts;
    const isOn = (name: string): boolean => !this.#without.has(name);
    const manager = new ControllerManager(
      { client, informers, events, clock, random, metrics, credentials, isOn },
      options,
    );
    manager.start();
    return manager;
  }

  #schedule({ clock, informers }: ComponentSurroundings): Scheduler {
    const { random, scheduler: configuration, eventNames } = this.parts;
    const client = this.parts.client('kube-scheduler');
    const name = 'default-scheduler';
    const events = new SeriesEventRecorder(client, clock, eventNames, name, `${name}-boutique`);
    const program = new Scheduler({
      client,
      informers,
      events,
      clock,
      random: random.fork('scheduler'),
      configuration,
    });
    program.start();
    return program;
  }

  /** @param userAgent also the source of its events; @param chance the name of its stream of chance */
  #contextOf(userAgent: string, chance: string, { clock, informers }: ComponentSurroundings): ControllerContext {
    const { random, eventNames } = this.parts;
    const client = this.parts.client(userAgent);
    const events = new CorrelatingEventRecorder(client, clock, eventNames, userAgent);
    return { client, informers, events, clock, random: random.fork(chance) };
  }
}

function started<T extends Controller>(controller: T): T {
  controller.start();
  return controller;
}
