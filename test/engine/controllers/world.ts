/** A cluster with some controllers, and somebody who plays kubelet: pods run and are ready a second after they were made. */
import type { Node, Pod, PodStatus } from '../../../lib/engine/apimachinery/api/core-v1';
import type { KubeObject } from '../../../lib/engine/apimachinery/object-meta';
import { formatTime } from '../../../lib/engine/apimachinery/time';
import type { Client } from '../../../lib/engine/client/client';
import { Cluster } from '../../../lib/engine/cluster';
import { ControllerSelection } from '../../../lib/engine/controllers/controller-selection';

const START_MS = 1000;

export class World {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly #broken = new Set<string>();
  readonly #brief = new Set<string>();

  constructor(...controllers: readonly string[]) {
    const controllerManager = { controllers: new ControllerSelection(controllers) };
    this.cluster = new Cluster({ kubelets: 'none', controllerManager });
    this.client = this.cluster.client('test');
    const { clock, store } = this.cluster;
    this.client.resource('serviceaccounts').create({ metadata: { name: 'default', namespace: 'default' } });
    store.table<Pod>('pods').subscribe(({ type, object }) => {
      if (type === 'ADDED') clock.schedule(START_MS, () => this.#run(object));
      else if (type === 'MODIFIED' && object.metadata.deletionTimestamp !== undefined) this.#end(object);
    });
  }

  /** Pods of this image never become ready. */
  breakImage(image: string): void {
    this.#broken.add(image);
  }

  /** A node that takes pods. */
  addWorker(name: string, labels: Readonly<Record<string, string>> = {}): void {
    const nodes = this.client.resource<Node>('nodes');
    const allocatable = { cpu: '8', memory: '32Gi', pods: '110' };
    const created = nodes.create({ metadata: { name, labels }, status: { allocatable, capacity: allocatable } });
    nodes.update({ ...created, spec: { ...created.spec, taints: undefined } });
  }

  /** Ends a pod, as its kubelet would tell it. */
  end({ metadata }: Pod, phase: 'Succeeded' | 'Failed', status: PodStatus = {}): void {
    const pods = this.client.resource<Pod>('pods');
    const pod = pods.get(metadata.name, metadata.namespace);
    pods.updateStatus({ ...pod, status: { ...pod.status, ...status, phase } });
  }

  /** Pods of this image succeed a second after they run. */
  endImage(image: string): void {
    this.#brief.add(image);
  }

  pass(ms: number): void {
    const { clock } = this.cluster;
    clock.advanceTo(clock.now() + ms);
  }

  create<T extends KubeObject>(plural: string, group: string, name: string, body: object): T {
    const metadata = { name, namespace: 'default' };
    return this.client.resource<T>(plural, group).create({ metadata, ...body } as never);
  }

  get<T extends KubeObject>(plural: string, group: string, name: string): T {
    return this.client.resource<T>(plural, group).get(name, 'default');
  }

  list<T extends KubeObject>(plural: string, group = ''): readonly T[] {
    return this.client.resource<T>(plural, group).list({ namespace: 'default' });
  }

  pods(): readonly Pod[] {
    return this.list<Pod>('pods');
  }

  /** `reason: message` of all events, in order of time. */
  eventTexts(): string[] {
    type Event = KubeObject<{ readonly reason: string; readonly message: string }>;
    const events = [...this.list<Event>('events')].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    return events.map(({ reason, message }) => `${reason}: ${message}`);
  }

  #run({ metadata }: Pod): void {
    const pods = this.client.resource<Pod>('pods');
    const pod = pods.find(metadata.name, metadata.namespace);
    if (!pod || pod.metadata.uid !== metadata.uid || pod.metadata.deletionTimestamp !== undefined) return;
    const works = !pod.spec!.containers.some(({ image }) => this.#broken.has(image ?? ''));
    const lastTransitionTime = formatTime(this.cluster.clock.now());
    const conditions = [{ type: 'Ready', status: works ? 'True' : 'False', lastTransitionTime }];
    const started = pods.updateStatus({ ...pod, status: { ...pod.status, phase: 'Running', conditions } });
    if (!pod.spec!.containers.some(({ image }) => this.#brief.has(image ?? ''))) return;
    this.cluster.clock.schedule(START_MS, () => {
      if (pods.find(metadata.name, metadata.namespace)?.metadata.uid === metadata.uid) this.end(started, 'Succeeded');
    });
  }

  #end({ metadata }: Pod): void {
    const pods = this.client.resource<Pod>('pods');
    const gone = (): void => {
      if (pods.find(metadata.name, metadata.namespace)?.metadata.uid !== metadata.uid) return;
      pods.delete(metadata.name, metadata.namespace, { gracePeriodSeconds: 0 });
    };
    this.cluster.clock.schedule(0, gone);
  }
}

export function template(image: string, labels: Readonly<Record<string, string>> = { app: 'web' }): object {
  return { metadata: { labels }, spec: { containers: [{ name: 'main', image }] } };
}
