/**
 * Makes the driver known once a class names it: as CSIDriver, and on each node.
 *
 * Watches: StorageClasses, Nodes. Writes: CSIDrivers, CSINodes.
 * Upstream: pkg/volume/csi/nodeinfomanager/nodeinfomanager.go, github.com/kubernetes-csi/node-driver-registrar
 */
import type { Node } from '../apimachinery/api/core-v1';
import type { CSIDriver, CSINode, StorageClass } from '../apimachinery/api/storage-v1';
import { isStatusError } from '../apimachinery/status-error';
import { ReconcilingController, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import { DISK_DRIVER } from './disk-parameters';

/** As many disks as the machines of most clouds take. */
const DISKS_PER_NODE = 25;
const TOPOLOGY_KEYS = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];

export class DiskRegistration extends ReconcilingController {
  readonly name = 'disk-registration';
  readonly #classes: Informer<StorageClass>;
  readonly #nodes: Informer<Node>;

  constructor(context: ControllerContext) {
    super(context);
    const { informers } = context;
    this.#classes = informers.of<StorageClass>('storage.k8s.io/storageclasses');
    this.#nodes = informers.of<Node>('nodes');
  }

  start(): void {
    this.#classes.addHandlers({
      added: ({ provisioner }) => {
        if (provisioner === DISK_DRIVER) for (const { metadata } of this.#nodes.list()) this.queue.add(metadata.name);
      },
    });
    this.#nodes.addHandlers({ added: ({ metadata }) => this.queue.add(metadata.name) });
  }

  reconcile(nodeName: string): void {
    const node = this.#nodes.get(nodeName);
    if (!node || !this.#classes.list().some(({ provisioner }) => provisioner === DISK_DRIVER)) return;
    this.#describeDriver();
    const csiNodes = this.context.client.resource<CSINode>('csinodes', 'storage.k8s.io');
    const csiNode = csiNodes.find(nodeName);
    const driver = {
      name: DISK_DRIVER,
      nodeID: nodeName,
      topologyKeys: TOPOLOGY_KEYS,
      allocatable: { count: DISKS_PER_NODE },
    };
    if (!csiNode) {
      const owner = { apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid };
      csiNodes.create({ metadata: { name: nodeName, ownerReferences: [owner] }, spec: { drivers: [driver] } });
    } else if (!csiNode.spec.drivers?.some(({ name }) => name === DISK_DRIVER)) {
      csiNodes.update({ ...csiNode, spec: { drivers: [...(csiNode.spec.drivers ?? []), driver] } });
    }
  }

  #describeDriver(): void {
    try {
      this.context.client.resource<CSIDriver>('csidrivers', 'storage.k8s.io').create({
        metadata: { name: DISK_DRIVER },
        spec: { attachRequired: true, podInfoOnMount: false, volumeLifecycleModes: ['Persistent'] },
      });
    } catch (error) {
      if (!isStatusError(error, 'AlreadyExists')) throw error;
    }
  }
}
