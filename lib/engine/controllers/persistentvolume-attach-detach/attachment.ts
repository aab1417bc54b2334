/**
 * How attachments and attached volumes are named, and which volumes may be on several nodes at a time.
 *
 * Upstream: pkg/volume/csi/csi_attacher.go (getAttachmentName), pkg/volume/util/util.go (GetUniqueVolumeName),
 * pkg/controller/volume/attachdetach/util/util.go (IsMultiAttachAllowed)
 */
import type { Node, PersistentVolume } from '../../apimachinery/api/core-v1';
import type { VolumeAttachment } from '../../apimachinery/api/storage-v1';
import { sha256Hex } from '../../apimachinery/sha256';
import type { DriverVolume } from '../../apimachinery/volumes/in-tree-plugins';
import type { Draft } from '../../client/client';

/** Nodes without it attach their volumes themselves. */
const MANAGED = 'volumes.kubernetes.io/controller-managed-attach-detach';
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

export function attachmentName({ driver, handle }: DriverVolume, nodeName: string): string {
  return `csi-${sha256Hex(`${handle}${driver}${nodeName}`)}`;
}

/** As in a node's `volumesAttached` and `volumesInUse`. */
export function uniqueVolumeName({ driver, handle }: DriverVolume): string {
  return `kubernetes.io/csi/${driver}^${handle}`;
}

export function newAttachment(volumeName: string, volume: DriverVolume, nodeName: string): Draft<VolumeAttachment> {
  return {
    metadata: { name: attachmentName(volume, nodeName) },
    spec: { attacher: volume.driver, nodeName, source: { persistentVolumeName: volumeName } },
  };
}

/** Whoever says nothing of access is trusted. */
export function allowsSeveralNodes({ spec }: PersistentVolume): boolean {
  const modes = spec?.accessModes ?? [];
  return modes.length === 0 || modes.includes('ReadWriteMany') || modes.includes('ReadOnlyMany');
}

export function isManaged(node: Node | undefined): boolean {
  return node?.metadata.annotations?.[MANAGED] !== undefined;
}

export function isOutOfService(node: Node | undefined): boolean {
  return node?.spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false;
}

export function isReady(node: Node | undefined): boolean {
  return node?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
