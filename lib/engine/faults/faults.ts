/**
 * Breaks a running cluster on purpose: each verb begins a fault and answers what heals it.
 *
 * The same is reached over HTTP, on the command line and from scenario files by the names in `FAULTS`.
 */
import type { Node } from '../apimachinery/api/core-v1';
import { amountOf } from '../apimachinery/pod-resources';
import { parseDuration } from '../apimachinery/time';
import type { ApiServer } from '../apiserver/api-server';
import type { ControlPlaneProgram } from '../apiserver/core';
import type { Pod } from '../apiserver/resources/pod/pod-types';
import type { Client } from '../client/client';
import type { WatchLag } from '../client/watch-lag';
import type { Lag } from '../client/watch-delivery';
import type { Scheduling } from '../clock/clock';
import type { PullFault } from '../kubelet/images/image-behaviours';
import type { Kubelets } from '../kubelet/kubelets';
import type { Random } from '../random/random';
import type { Store } from '../store/store';
import { Causes } from './causes';
import { FaultError, type Fault } from './fault';
import { NodeOutages } from './node-outages';
import { ServerOutages, type ServerClients } from './server-outages';

/** The programs beside the API server, as faults need them. */
export interface FaultyControlPlane extends ServerClients {
  startProgram(name: ControlPlaneProgram): void;
  stopProgram(name: ControlPlaneProgram): void;
  switchController(name: string, on: boolean): void;
}

/** What a node runs short of. */
export type NodeShortage = 'memory' | 'disk' | 'pid';

export interface FaultsParts {
  readonly clock: Scheduling;
  readonly random: Random;
  readonly store: Store;
  readonly apiServer: ApiServer;
  readonly watchLag: WatchLag;
  /** Requests of the administrator. */
  readonly client: Client;
  /** Undefined where somebody outside plays them. */
  readonly kubelets: Kubelets | undefined;
  /** Undefined where there is an API server alone. */
  readonly controlPlane: FaultyControlPlane | undefined;
  /** The canonical name of a controller that runs here; undefined for what is none. */
  controllerNamed(name: string): string | undefined;
}

/** Those whose view of the cluster can be late. */
export const WATCHING_COMPONENTS = [
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'coredns',
  'ingress-controller',
] as const;

/** Of what a node has, so much is taken by something else: all that pods leave of the memory, and nearly all of the disk. */
const TAKEN = { memory: 1, 'ephemeral-storage': 0.97 };
/** Programs are started anew, kubelets try again, watches arrive. */
const RECOVERY_MS = 10_000;
const ZONE = 'topology.kubernetes.io/zone';
const DEFAULT_NAMESPACE = 'default';

/** Breaks a running cluster: `cluster.faults`. */
export class Faults {
  readonly #active = new Map<string, Fault>();
  readonly #nodes: NodeOutages;
  readonly #server: ServerOutages;
  readonly #programs = new Causes();
  /** What keeps controllers from following. */
  readonly #disturbances = new Causes();
  /** When all of it has caught up with the last of them. */
  #recoveredMs = 0;
  #count = 0;

  /** @internal */
  constructor(private readonly parts: FaultsParts) {
    const { clock, random, store, apiServer, watchLag, controlPlane } = parts;
    this.#nodes = new NodeOutages(parts.kubelets);
    const { availability } = apiServer.core;
    this.#server = new ServerOutages({
      clock,
      random,
      store,
      availability,
      watchLag,
      nodes: this.#nodes,
      controlPlane,
    });
  }

  /** What is broken now, in the order in which it began. */
  active(): readonly Fault[] {
    return [...this.#active.values()];
  }

  /** Undefined where it is over, or never was. */
  find(id: string): Fault | undefined {
    return this.#active.get(id);
  }

  /** Heals everything. */
  healAll(): void {
    for (const fault of this.active()) fault.heal();
  }

  /** Whether the control plane is kept from following what happens, so that what it promises cannot hold yet. @internal */
  get disturbsControlPlane(): boolean {
    return this.#disturbances.any || this.parts.clock.now() < this.#recoveredMs;
  }

  /** The pod's object is gone at once, as if by `kubectl delete --force`. @throws StatusError NotFound */
  killPod(name: string, namespace = DEFAULT_NAMESPACE): void {
    this.parts.client.resource('pods').delete(name, namespace, { gracePeriodSeconds: 0 });
  }

  /**
   * A process of a pod ends by itself: it is started again as its restart policy says.
   * @throws FaultError where no such container runs
   */
  killContainer(
    pod: string,
    container?: string,
    { namespace = DEFAULT_NAMESPACE, exitCode = 137 }: { readonly namespace?: string; readonly exitCode?: number } = {},
  ): void {
    const { metadata, spec } = this.parts.client.resource<Pod>('pods').get(pod, namespace);
    const name = container ?? spec.containers[0]?.name ?? '';
    const { runtime } = this.#nodes.of(spec.nodeName ?? '').machine;
    if (!runtime.endContainer(metadata.uid, name, exitCode)) {
      throw new FaultError(`No container ${JSON.stringify(name)} of ${namespace}/${pod} runs.`);
    }
  }

  /** The machine loses power: the kubelet and all that runs there. Healed, it starts again. @throws FaultError */
  nodeDown(node: string): Fault {
    this.#nodes.powerOff(node);
    return this.#begin(`node-down ${node}`, () => this.#nodes.powerOn(node));
  }

  /** The kubelet ends; containers run on and nobody looks after them. @throws FaultError */
  kubeletStopped(node: string): Fault {
    this.#nodes.stopKubelet(node);
    return this.#begin(`kubelet-stopped ${node}`, () => this.#nodes.startKubelet(node));
  }

  /** The node and the API server do not reach one another; what runs there runs on. @throws FaultError */
  partition(node: string): Fault {
    this.#nodes.cut(node);
    return this.#begin(`partition ${node}`, () => this.#nodes.restore(node));
  }

  /** Containers take so many times as long to start on the node, and answer probes late. @throws FaultError */
  slowNode(node: string, factor = 10): Fault {
    if (!(factor > 1)) throw new FaultError(`A node is slow by a factor above 1, got ${factor}.`);
    const kubelet = this.#nodes.of(node);
    kubelet.setSlowness(factor);
    return this.#begin(`slow-node ${node}`, () => kubelet.setSlowness(1));
  }

  /** The node runs short of something: it says so, takes no more pods, and evicts some where it must. @throws FaultError */
  pressure(node: string, shortage: NodeShortage): Fault {
    const { eviction } = this.#nodes.of(node);
    if (shortage === 'pid') {
      eviction.suffer('PIDPressure', true);
      return this.#begin(`pid-pressure ${node}`, () => eviction.suffer('PIDPressure', false));
    }
    const resource = shortage === 'memory' ? 'memory' : 'ephemeral-storage';
    const capacity = this.parts.client.resource<Node>('nodes').get(node).status?.capacity?.[resource] ?? '0';
    eviction.take(resource, Math.floor(TAKEN[resource] * amountOf(resource, capacity)));
    return this.#begin(`${shortage}-pressure ${node}`, () => eviction.take(resource, 0));
  }

  /** The node's clock is wrong by so much: `2m`, `-90s`, or milliseconds. @throws FaultError */
  clockSkew(node: string, skew: number | string): Fault {
    const kubelet = this.#nodes.of(node);
    kubelet.setClockSkew(typeof skew === 'number' ? skew : parseDuration(skew));
    return this.#begin(`clock-skew ${node}`, () => kubelet.setClockSkew(0));
  }

  /** All nodes of a zone lose power. @throws FaultError where there are none */
  zoneDown(zone: string): Fault {
    const nodes = this.parts.client.resource<Node>('nodes').list({ labelSelector: `${ZONE}=${zone}` });
    if (nodes.length === 0) throw new FaultError(`No node has the label ${ZONE}=${zone}.`);
    const names = nodes.map(({ metadata }) => metadata.name);
    for (const name of names) this.#nodes.of(name);
    for (const name of names) this.#nodes.powerOff(name);
    return this.#begin(`zone-down ${zone}`, () => names.forEach((name) => this.#nodes.powerOn(name)));
  }

  /** Images cannot be pulled from a registry; '*' stands for all. @throws FaultError where there are no kubelets */
  registryDown(host = '*', how: PullFault = 'down'): Fault {
    const { kubelets } = this.parts;
    if (!kubelets) throw new FaultError('Nobody pulls images here: somebody outside plays the kubelets.');
    kubelets.registries.fail(host, how);
    return this.#begin(`registry-down ${host}`, () => kubelets.registries.restore(host));
  }

  /** A component hears of changes so much later: `30s`, or milliseconds. @param resource such as `pods`. @default of all */
  slowWatch(component: string, delay: number | string, resource?: string): Fault {
    return this.#lag('slow-watch', component, typeof delay === 'number' ? delay : parseDuration(delay), resource);
  }

  /** A component hears of no change any more, and acts on what it knew. @param resource such as `pods`. @default of all */
  staleInformer(component: string, resource?: string): Fault {
    return this.#lag('stale-informer', component, 'frozen', resource);
  }

  /** Connections of Services go where they went: kube-proxy follows nothing any more. */
  proxyStopped(): Fault {
    return this.#lag('proxy-stopped', 'kube-proxy', 'frozen');
  }

  /** Nobody answers requests. What runs runs on, and kubelets keep it running. */
  apiServerStopped(): Fault {
    this.#server.begin('stopped');
    return this.#disturbance('api-server-stopped', () => this.#server.end('stopped'));
  }

  /** The API server ends and starts anew at once: watches break, and cannot be taken up from before (410). */
  restartApiServer(): void {
    this.apiServerStopped().heal();
  }

  /** Etcd has no quorum: nothing can be written, and only what is cached can be read. */
  etcdQuorumLost(): Fault {
    this.#server.begin('without quorum');
    return this.#disturbance('etcd-quorum-lost', () => this.#server.end('without quorum'));
  }

  /** Etcd forgets what was: lists that are continued and watches from before now are told 410. */
  compactEtcd(): void {
    const { store } = this.parts;
    store.compact(store.revision);
  }

  /** Pods are placed by nobody. @throws FaultError where there is none */
  schedulerStopped(): Fault {
    return this.#stop('scheduler-stopped', 'kube-scheduler');
  }

  /** Nothing is reconciled. @throws FaultError where there is none */
  controllerManagerStopped(): Fault {
    return this.#stop('controller-manager-stopped', 'kube-controller-manager');
  }

  /** One controller does nothing. @param name as `--controllers` takes it. @throws FaultError where it does not run here */
  controllerStopped(name: string): Fault {
    const controller = this.parts.controllerNamed(name);
    const { controlPlane } = this.parts;
    if (controller === undefined || !controlPlane) {
      throw new FaultError(
        `No controller ${JSON.stringify(name)} runs here. Controllers are named as --controllers takes them.`,
      );
    }
    if (this.#programs.begin(controller)) controlPlane.switchController(controller, false);
    return this.#disturbance(`controller-stopped ${controller}`, () => {
      if (this.#programs.end(controller)) controlPlane.switchController(controller, true);
    });
  }

  /** Nobody answers at an admission webhook; its failure policy says what then. @param name of the webhook. @default all */
  webhookDown(name = '*'): Fault {
    const { webhookOutages } = this.parts.apiServer;
    webhookOutages.takeDown(name);
    return this.#disturbance(`webhook-down ${name}`, () => webhookOutages.bringBack(name));
  }

  #lag(verb: string, component: string, lag: Lag, resource?: string): Fault {
    if (!(WATCHING_COMPONENTS as readonly string[]).includes(component)) {
      const known = WATCHING_COMPONENTS.join(', ');
      throw new FaultError(`${JSON.stringify(component)} watches nothing here; components that do: ${known}.`);
    }
    const { watchLag } = this.parts;
    watchLag.set(component, lag, resource);
    const name = [verb, component, ...(resource === undefined ? [] : [resource])].join(' ');
    return this.#disturbance(name, () => watchLag.set(component, undefined, resource));
  }

  #stop(verb: string, program: ControlPlaneProgram): Fault {
    const { controlPlane } = this.parts;
    if (!controlPlane) throw new FaultError(`No ${program} runs here.`);
    if (this.#programs.begin(program)) controlPlane.stopProgram(program);
    return this.#disturbance(verb, () => {
      if (this.#programs.end(program)) controlPlane.startProgram(program);
    });
  }

  /** A fault of the control plane itself. */
  #disturbance(name: string, heal: () => void): Fault {
    this.#disturbances.begin(name);
    return this.#begin(name, () => {
      heal();
      this.#disturbances.end(name);
      this.#recoveredMs = this.parts.clock.now() + RECOVERY_MS;
    });
  }

  #begin(name: string, heal: () => void): Fault {
    const id = `fault-${++this.#count}`;
    const active = this.#active;
    const fault: Fault = {
      id,
      name,
      sinceMs: this.parts.clock.now(),
      get healed() {
        return !active.has(id);
      },
      heal() {
        if (active.delete(id)) heal();
      },
    };
    active.set(id, fault);
    return fault;
  }
}
