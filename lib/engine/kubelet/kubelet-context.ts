/** What the parts of one kubelet stand on: its identity, its view of the cluster, its clock and its chance. */
import type { Node } from '../apimachinery/api/core-v1';
import type { Scheduling } from '../clock/clock';
import type { Client } from '../client/client';
import type { EventRecorder } from '../client/event-recorder';
import type { InformerFactory } from '../client/informer-factory';
import type { Random } from '../random/random';
import type { ImageBehaviours } from './images/image-behaviours';
import type { ImageRegistries } from './images/image-registries';
import type { NodeImages } from './images/node-images';
import type { ContainerNetwork } from './runtime/network-tools';
import type { Disks } from './volumes/disks';
import type { NodeClock } from './node/node-clock';
import type { NodeHeartbeats } from './node/node-heartbeats';

export interface KubeletContext {
  readonly nodeName: string;
  /** Requests as `system:node:NAME`. */
  readonly client: Client;
  /** Shared by all simulated kubelets: `nodes`, `services`, `configmaps`, `secrets`, ... Never scan a whole table for one node. */
  readonly informers: InformerFactory;
  /** Component `kubelet` of this host. */
  readonly events: EventRecorder;
  readonly clock: Scheduling;
  /** What the kubelet takes for the time of day where it writes it down. */
  readonly wallClock: NodeClock;
  /** A stream of its own for this node. */
  readonly random: Random;
  /** What is known of images. */
  readonly images: ImageBehaviours;
  /** Where images are pulled from; the same for all nodes. */
  readonly registries: ImageRegistries;
  /** What containers have written into volumes; the same for all nodes. */
  readonly disks: Disks;
  /** How what runs in containers reaches others. @default not at all */
  readonly network?: ContainerNetwork;
  /** The images on this node. */
  readonly nodeImages: NodeImages;
  /** Signs of life; the same object for all nodes. */
  readonly heartbeats: NodeHeartbeats;
  /** The Node object as this kubelet last saw it. */
  node(): Node | undefined;
}
