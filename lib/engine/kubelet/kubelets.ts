/**
 * Gives every Node object a simulated kubelet, and each kubelet the changes of its own pods.
 *
 * Watches: nodes, pods. A Node with the annotation `boutique.test/kubelet: "off"` gets none, one without a machine a fake one.
 * Differs: all kubelets of a cluster share one watch of pods and one of nodes, so that the cost of a change does not grow with the nodes.
 */
import type { Node } from '../apimachinery/api/core-v1';
import type { HttpRequest, HttpResponse } from '../apiserver/http/http-message';
import type { NodeConnection } from '../apiserver/node-connection';
import type { Pod } from '../apiserver/resources/pod/pod-types';
import type { Scheduling } from '../clock/clock';
import { nodeUser } from '../apiserver/authorization/node-identity';
import type { Client } from '../client/client';
import type { EventRecorder } from '../client/event-recorder';
import type { InformerFactory } from '../client/informer-factory';
import type { Random } from '../random/random';
import { FakeKubelets } from './fake/fake-kubelets';
import { kubeletKindOf } from './fake/fake-node';
import type { ImageBehaviours } from './images/image-behaviours';
import { ImageRegistries } from './images/image-registries';
import { NodeImages } from './images/node-images';
import { NodeClock } from './node/node-clock';
import type { NodeHeartbeats } from './node/node-heartbeats';
import { Kubelet } from './kubelet';
import type { KubeletContext } from './kubelet-context';
import { NodeLink } from './node/node-link';
import type { ContainerNetwork } from './runtime/network-tools';
import { PodAddresses } from './runtime/pod-addresses';
import { portResponse } from './server/pod-port';
import { Disks } from './volumes/disks';

/** What the kubelets stand on. */
export interface KubeletsParts {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly events: EventRecorder;
  readonly clock: Scheduling;
  readonly random: Random;
  /** What is known of images. */
  readonly images: ImageBehaviours;
  readonly heartbeats: NodeHeartbeats;
  /** How what runs in containers reaches others. @default not at all */
  readonly network?: ContainerNetwork;
}

const BY_NODE = 'spec.nodeName';
const BY_ADDRESS = 'status.podIP';

export class Kubelets {
  readonly #kubelets = new Map<string, Kubelet>();
  readonly #addresses = new PodAddresses();
  readonly #fakes: FakeKubelets;
  readonly #disks = new Disks();

  /** Where images come from. */
  readonly registries: ImageRegistries;

  constructor(private readonly parts: KubeletsParts) {
    this.registries = new ImageRegistries(parts.images);
    const { informers, clock, heartbeats } = parts;
    this.#fakes = new FakeKubelets({
      ...{ clock, heartbeats, addresses: this.#addresses },
      nodes: informers.of<Node>('nodes'),
      pods: informers.of<Pod>('pods'),
      clientOf: (nodeName) => this.#clientOf(nodeName),
      podsOf: (nodeName) => this.podsOf(nodeName),
      plays: (node) => kubeletKindOf(node) === 'fake',
    });
  }

  start(): void {
    const { informers } = this.parts;
    const nodes = informers.of<Node>('nodes');
    const pods = informers.of<Pod>('pods');
    pods.addIndex(BY_NODE, ({ spec }) => (spec.nodeName ? [spec.nodeName] : []));
    pods.addIndex(BY_ADDRESS, ({ status }) => (status?.podIP ? [status.podIP] : []));
    pods.addHandlers({
      added: (pod) => (this.#kubeletOf(pod) ?? this.#fakes).podChanged(pod),
      updated: (_before, pod) => (this.#kubeletOf(pod) ?? this.#fakes).podChanged(pod),
      deleted: (pod) => (this.#kubeletOf(pod) ?? this.#fakes).podDeleted(pod),
    });
    nodes.addHandlers({
      added: (node) => this.#nodeChanged(node),
      updated: (_before, node) => this.#nodeChanged(node),
      deleted: ({ metadata }) => {
        this.#remove(metadata.name);
        this.#fakes.nodeDeleted(metadata.name);
      },
    });
    informers.start();
  }

  stop(): void {
    for (const kubelet of this.#kubelets.values()) kubelet.stop();
    this.#fakes.stop();
    this.parts.informers.stop();
  }

  /** The kubelet of a node; undefined where the node has none. */
  of(nodeName: string): Kubelet | undefined {
    return this.#kubelets.get(nodeName);
  }

  /** Names of the nodes that have one, in the order in which they came. */
  names(): readonly string[] {
    return [...this.#kubelets.keys()];
  }

  /** How the API server reaches a kubelet; undefined while it does not run. */
  toNode(nodeName: string): NodeConnection | undefined {
    const kubelet = this.#kubelets.get(nodeName);
    return kubelet?.reachable ? kubelet.server : undefined;
  }

  /** Whether a pod has an address. */
  hasAddress(address: string): boolean {
    return this.parts.informers.of<Pod>('pods').byIndex(BY_ADDRESS, address).length > 0;
  }

  /** What answers at a port of a pod's address; undefined while nobody does. */
  forward(address: string, port: string, request: HttpRequest): HttpResponse | undefined {
    const pods = this.parts.informers.of<Pod>('pods').byIndex(BY_ADDRESS, address);
    for (const { metadata, spec } of pods) {
      const runtime = spec.nodeName ? this.#kubelets.get(spec.nodeName)?.machine.runtime : undefined;
      const response = runtime && portResponse(runtime, metadata.uid, Number(port), request);
      if (response) return response;
    }
    return undefined;
  }

  /** The pods bound to a node, as the kubelets last saw them. */
  podsOf(nodeName: string): readonly Pod[] {
    return this.parts.informers.of<Pod>('pods').byIndex(BY_NODE, nodeName);
  }

  /** What each running container of a pod takes of memory now, in bytes; 0 where nothing says it. */
  memoryOf(nodeName: string, podUID: string): ReadonlyMap<string, number> {
    const kubelet = this.#kubelets.get(nodeName);
    return kubelet?.running ? kubelet.machine.runtime.memory(podUID) : new Map();
  }

  #kubeletOf({ spec }: Pod): Kubelet | undefined {
    const kubelet = spec.nodeName ? this.#kubelets.get(spec.nodeName) : undefined;
    return kubelet?.reachable ? kubelet : undefined;
  }

  #nodeChanged(node: Node): void {
    const { name } = node.metadata;
    const known = this.#kubelets.get(name);
    this.#fakes.nodeChanged(node);
    if (kubeletKindOf(node) !== 'simulated') {
      this.#remove(name);
    } else if (known) {
      known.nodeChanged(node);
    } else {
      const kubelet = this.#create(name);
      this.#kubelets.set(name, kubelet);
      kubelet.start(this.podsOf(name));
    }
  }

  #remove(name: string): void {
    this.#kubelets.get(name)?.stop();
    this.#kubelets.delete(name);
  }

  #clientOf(nodeName: string): Client {
    return this.parts.client.as('kubelet', nodeUser(nodeName));
  }

  #create(nodeName: string): Kubelet {
    const { informers, events, clock, random, images, heartbeats } = this.parts;
    const link = new NodeLink();
    const context: KubeletContext = {
      nodeName,
      client: this.#clientOf(nodeName),
      informers,
      events: link.recorder(events.forComponent('kubelet', nodeName)),
      clock,
      wallClock: new NodeClock(clock),
      random: random.fork(nodeName),
      images,
      heartbeats,
      registries: this.registries,
      disks: this.#disks,
      network: this.parts.network,
      nodeImages: new NodeImages(images),
      node: () => informers.of<Node>('nodes').get(nodeName),
    };
    return new Kubelet(context, this.#addresses, link);
  }
}
