/**
 * Attaches volumes to the nodes whose pods use them, and detaches them afterwards.
 *
 * Watches: Pods, PersistentVolumeClaims, PersistentVolumes, Nodes, VolumeAttachments, CSIDrivers. Writes: VolumeAttachments, Nodes' status,
 * Events.
 * Upstream: pkg/controller/volume/attachdetach/{attach_detach_controller,reconciler/reconciler,cache}.go, pkg/volume/csi/csi_attacher.go
 * Differs: acts on news instead of ten times a second; volumes that a pod names without a claim, and those of plugins without driver
 * (iscsi, fc), are not attached.
 */
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../apimachinery/api/core-v1';
import type { CSIDriver, VolumeAttachment } from '../apimachinery/api/storage-v1';
import { isStatusError } from '../apimachinery/status-error';
import { parseTime } from '../apimachinery/time';
import { driverVolume, type DriverVolume } from '../apimachinery/volumes/in-tree-plugins';
import { claimKeysOf } from '../apimachinery/volumes/pod-claims';
import { ReconcilingController, RetryError, type ControllerContext } from '../client/controller';
import type { Informer } from '../client/informer';
import type { WorkQueueOptions } from '../client/work-queue';
import { AttachEvents } from './persistentvolume-attach-detach/attach-events';
import {
  allowsSeveralNodes,
  attachmentName,
  isManaged,
  isOutOfService,
  isReady,
  newAttachment,
  uniqueVolumeName,
} from './persistentvolume-attach-detach/attachment';
import { isPodFinished } from './pods/pod-state';

/** How long a node that does not answer may keep a volume that it said to be using. */
const MAX_WAIT_FOR_UNMOUNT_MS = 6 * 60_000;
/** How long the driver may take. */
const ATTACH_TIMEOUT_MS = 2 * 60_000;
/** Between attempts that fail. */
const BACKOFF = { baseDelayMs: 500, maxDelayMs: 122_000 };
const BY_CLAIM = 'claim';
const BY_VOLUME = 'volume';
const BY_NODE = 'node';

/** A volume that a driver attaches, and who wants it where. */
interface Wanted {
  readonly volume: PersistentVolume;
  readonly source: DriverVolume;
  readonly podsByNode: ReadonlyMap<string, readonly Pod[]>;
}

export class PersistentVolumeAttachDetachController extends ReconcilingController {
  readonly name = 'persistentvolume-attach-detach-controller';
  readonly #pods: Informer<Pod>;
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #nodes: Informer<Node>;
  readonly #attachments: Informer<VolumeAttachment>;
  readonly #drivers: Informer<CSIDriver>;
  readonly #events: AttachEvents;
  /** Since when an attachment is to go, and which multi-attach errors have been told: as upstream, known only while this runs. */
  readonly #detachSinceMs = new Map<string, number>();
  readonly #told = new Set<string>();

  constructor(context: ControllerContext) {
    super(context);
    const { informers, events } = context;
    this.#pods = informers.of<Pod>('pods');
    this.#pods.addIndex(BY_CLAIM, claimKeysOf);
    this.#claims = informers.of<PersistentVolumeClaim>('persistentvolumeclaims');
    this.#volumes = informers.of<PersistentVolume>('persistentvolumes');
    this.#nodes = informers.of<Node>('nodes');
    this.#attachments = informers.of<VolumeAttachment>('storage.k8s.io/volumeattachments');
    this.#attachments.addIndex(BY_VOLUME, ({ spec }) => {
      const { persistentVolumeName } = spec.source;
      return persistentVolumeName === undefined ? [] : [persistentVolumeName];
    });
    this.#attachments.addIndex(BY_NODE, ({ spec }) => [spec.nodeName]);
    this.#drivers = informers.of<CSIDriver>('storage.k8s.io/csidrivers');
    this.#events = new AttachEvents(events);
  }

  protected override get queueOptions(): WorkQueueOptions {
    return BACKOFF;
  }

  start(): void {
    const claim = ({ spec }: PersistentVolumeClaim): void => {
      if (spec?.volumeName) this.queue.add(spec.volumeName);
    };
    const pod = (one: Pod): void => {
      if (!one.spec?.nodeName) return;
      for (const key of claimKeysOf(one)) {
        const used = this.#claims.get(key);
        if (used) claim(used);
      }
    };
    const attachment = ({ spec }: VolumeAttachment): void => {
      if (spec.source.persistentVolumeName) this.queue.add(spec.source.persistentVolumeName);
    };
    const node = ({ metadata }: Node): void =>
      this.#attachments.byIndex(BY_NODE, metadata.name).forEach((one) => attachment(one));
    this.#pods.addHandlers({ added: pod, updated: (_before, after) => pod(after), deleted: pod });
    this.#claims.addHandlers({ added: claim, updated: (_before, after) => claim(after), deleted: claim });
    this.#nodes.addHandlers({ added: node, updated: (_before, after) => node(after), deleted: node });
    this.#attachments.addHandlers({
      added: attachment,
      updated: (_before, after) => attachment(after),
      deleted: attachment,
    });
  }

  reconcile(volumeName: string): void {
    const wanted = this.#wanted(volumeName);
    const attachments = this.#attachments.byIndex(BY_VOLUME, volumeName);
    for (const attachment of attachments) {
      if (wanted?.podsByNode.has(attachment.spec.nodeName)) this.#detachSinceMs.delete(attachment.metadata.name);
      else this.#detach(volumeName, attachment);
    }
    if (!wanted) return;
    for (const [nodeName, pods] of wanted.podsByNode) this.#attach(wanted, nodeName, pods, attachments);
  }

  #wanted(volumeName: string): Wanted | undefined {
    const volume = this.#volumes.get(volumeName);
    const source = volume && driverVolume(volume);
    if (!source || this.#drivers.get(source.driver)?.spec.attachRequired === false) return undefined;
    return { volume, source, podsByNode: this.#podsByNode(volume) };
  }

  /** Pods on nodes that use the volume through its claim. */
  #podsByNode({ metadata, spec }: PersistentVolume): Map<string, readonly Pod[]> {
    const byNode = new Map<string, readonly Pod[]>();
    const key = `${spec?.claimRef?.namespace}/${spec?.claimRef?.name}`;
    const claim = this.#claims.get(key);
    const bound = claim?.status?.phase === 'Bound' && claim.spec?.volumeName === metadata.name;
    if (!bound || claim.metadata.uid !== spec?.claimRef?.uid) return byNode;
    for (const pod of this.#pods.byIndex(BY_CLAIM, key)) {
      const nodeName = pod.spec?.nodeName;
      if (!nodeName || isPodFinished(pod) || !isManaged(this.#nodes.get(nodeName))) continue;
      byNode.set(nodeName, [...(byNode.get(nodeName) ?? []), pod]);
    }
    return byNode;
  }

  #attach(wanted: Wanted, nodeName: string, pods: readonly Pod[], attachments: readonly VolumeAttachment[]): void {
    const { volume, source } = wanted;
    const volumeName = volume.metadata.name;
    const name = attachmentName(source, nodeName);
    const own = attachments.find(({ metadata }) => metadata.name === name);
    const key = `${volumeName} ${nodeName}`;
    if (own) {
      this.#told.delete(key);
      return this.#follow(wanted, own, pods);
    }
    const others = attachments.filter(({ spec }) => spec.nodeName !== nodeName);
    if (others.length > 0 && !allowsSeveralNodes(volume)) {
      if (this.#told.has(key)) return;
      this.#told.add(key);
      const users = others.flatMap(({ spec }) => wanted.podsByNode.get(spec.nodeName) ?? []);
      return this.#events.multiAttach(pods, users, volumeName);
    }
    try {
      this.context.client
        .resource('volumeattachments', 'storage.k8s.io')
        .create(newAttachment(volumeName, source, nodeName));
    } catch (error) {
      if (!isStatusError(error)) throw error;
      if (error.reason === 'AlreadyExists') return;
      this.#events.failed(pods, volumeName, error.message);
      throw error;
    }
  }

  /** Waits for the driver, and tells the node and its pods how it went. */
  #follow({ volume, source }: Wanted, attachment: VolumeAttachment, pods: readonly Pod[]): void {
    const { metadata, spec, status } = attachment;
    const volumeName = volume.metadata.name;
    const unique = uniqueVolumeName(source);
    if (metadata.deletionTimestamp !== undefined) return;
    if (status?.attached) {
      if (this.#isReported(spec.nodeName, unique)) return;
      this.#events.attached(pods, volumeName);
      return this.#report(spec.nodeName, (names) => [...names, unique]);
    }
    const error = status?.attachError?.message;
    if (error !== undefined) {
      this.#events.failed(pods, volumeName, error);
      throw new RetryError(error);
    }
    const waitedMs = this.context.clock.now() - parseTime(metadata.creationTimestamp);
    if (waitedMs < ATTACH_TIMEOUT_MS) return this.queue.addAfter(volumeName, ATTACH_TIMEOUT_MS - waitedMs);
    const overdue = `timed out waiting for external-attacher of ${source.driver} CSI driver to attach volume ${source.handle}`;
    this.#events.failed(pods, volumeName, overdue);
    this.queue.addAfter(volumeName, ATTACH_TIMEOUT_MS);
  }

  #detach(volumeName: string, { metadata, spec }: VolumeAttachment): void {
    const volume = this.#volumes.get(volumeName);
    const source = volume && driverVolume(volume);
    if (metadata.deletionTimestamp !== undefined || !source) return;
    // Asked of the API server: a disk that is still mounted must not be pulled out because the news is late.
    const node = this.context.client.resource<Node>('nodes').find(spec.nodeName);
    const unique = uniqueVolumeName(source);
    const now = this.context.clock.now();
    const since = this.#detachSinceMs.get(metadata.name) ?? now;
    this.#detachSinceMs.set(metadata.name, since);
    const leftMs = since + MAX_WAIT_FOR_UNMOUNT_MS - now;
    // A node that is gone cannot say that it has let go.
    const inUse = !node || (node.status?.volumesInUse ?? []).includes(unique);
    const forced = isOutOfService(node) || (!isReady(node) && leftMs <= 0);
    if (inUse && !forced) {
      if (leftMs > 0) this.queue.addAfter(volumeName, leftMs);
      return;
    }
    if (node) this.#report(spec.nodeName, (names) => names.filter((name) => name !== unique));
    try {
      this.context.client.resource('volumeattachments', 'storage.k8s.io').delete(metadata.name);
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
    }
    this.#detachSinceMs.delete(metadata.name);
  }

  #isReported(nodeName: string, unique: string): boolean {
    const node = this.context.client.resource<Node>('nodes').find(nodeName);
    return !node || (node.status?.volumesAttached ?? []).some(({ name }) => name === unique);
  }

  /** Which volumes the node may mount. */
  #report(nodeName: string, change: (names: readonly string[]) => readonly string[]): void {
    const nodes = this.context.client.resource<Node>('nodes');
    const node = nodes.find(nodeName);
    if (!node) return;
    const before = (node.status?.volumesAttached ?? []).map(({ name }) => name);
    const after = change(before);
    if (after.length === before.length) return;
    const volumesAttached = after.length > 0 ? after.map((name) => ({ name, devicePath: '' })) : null;
    nodes.patch(nodeName, '', 'strategic', { status: { volumesAttached } }, { subresource: 'status' });
  }
}
