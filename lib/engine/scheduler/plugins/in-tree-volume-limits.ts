/**
 * A node can have only so many disks of a cloud attached, counted for each of the plugins that were built in.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodevolumelimits/non_csi.go
 */
import type { PersistentVolumeClaim, Pod } from '../../apimachinery/api/core-v1';
import { isMigratedOnNode, pluginNamed, type InTreeSource } from '../../apimachinery/volumes/in-tree-plugins';
import { claimOfVolume, foreignClaim } from '../../apimachinery/volumes/pod-claims';
import { failed, unschedulable, type Plugin, type Refusal } from '../framework';
import type { NodeInfo } from '../node-info';
import type { StorageListers } from '../storage-listers';
import { claimNotFound } from '../volumes/pod-volume-claims';
import { TOO_MANY_VOLUMES } from './node-volume-limits';

/** A kind of disk: its name in a volume, and how many of it a node takes that says nothing itself. */
interface DiskKind {
  readonly name: string;
  readonly provisioner: string;
  readonly limitKey: string;
  idOf(source: InTreeSource & { readonly azureDisk?: { readonly diskName: string } }): string | undefined;
  defaultLimit(node: NodeInfo): number;
}

const EBS_NITRO = /^[cmr]5.*|t3|z1d/;

const EBS: DiskKind = {
  name: 'EBSLimits',
  provisioner: 'kubernetes.io/aws-ebs',
  limitKey: 'attachable-volumes-aws-ebs',
  idOf: ({ awsElasticBlockStore }) => awsElasticBlockStore?.volumeID,
  defaultLimit: ({ labels }) => {
    const type = labels['node.kubernetes.io/instance-type'] ?? labels['beta.kubernetes.io/instance-type'] ?? '';
    return EBS_NITRO.test(type) ? 25 : 39;
  },
};
const GCE_PD: DiskKind = {
  name: 'GCEPDLimits',
  provisioner: 'kubernetes.io/gce-pd',
  limitKey: 'attachable-volumes-gce-pd',
  idOf: ({ gcePersistentDisk }) => gcePersistentDisk?.pdName,
  defaultLimit: () => 16,
};
const AZURE_DISK: DiskKind = {
  name: 'AzureDiskLimits',
  provisioner: 'kubernetes.io/azure-disk',
  limitKey: 'attachable-volumes-azure-disk',
  idOf: ({ azureDisk }) => azureDisk?.diskName,
  defaultLimit: () => 16,
};
const CINDER: DiskKind = {
  name: 'CinderLimits',
  provisioner: 'kubernetes.io/cinder',
  limitKey: 'attachable-volumes-cinder',
  idOf: ({ cinder }) => cinder?.volumeID,
  defaultLimit: () => 256,
};

export const ebsLimits = (storage: StorageListers): Plugin => inTreeVolumeLimits(storage, EBS);
export const gcePdLimits = (storage: StorageListers): Plugin => inTreeVolumeLimits(storage, GCE_PD);
export const azureDiskLimits = (storage: StorageListers): Plugin => inTreeVolumeLimits(storage, AZURE_DISK);
export const cinderLimits = (storage: StorageListers): Plugin => inTreeVolumeLimits(storage, CINDER);

function inTreeVolumeLimits(storage: StorageListers, kind: DiskKind): Plugin {
  return {
    name: kind.name,
    wakesOn: ['NodeAdded', 'PodDeleted'],
    preFilter: (_state, { spec }) => {
      const concerned = spec?.volumes?.some(
        (volume) => volume.persistentVolumeClaim ?? volume.ephemeral ?? kind.idOf(volume),
      );
      return concerned ? undefined : { skip: true };
    },
    filter: (_state, pod) => (node) => {
      const wanted = disksOf(storage, pod, kind, true);
      if ('code' in wanted) return wanted;
      if (wanted.size === 0 || isMigratedOnNode(pluginNamed(kind.provisioner)!, storage.csiNodes.get(node.name))) {
        return undefined;
      }
      const all = new Set(wanted);
      for (const other of node.pods()) {
        const theirs = disksOf(storage, other, kind, false);
        if ('code' in theirs) return theirs;
        for (const disk of theirs) all.add(disk);
      }
      const limit = node.allocatable.get(kind.limitKey) ?? kind.defaultLimit(node);
      return all.size > limit ? unschedulable(TOO_MANY_VOLUMES) : undefined;
    },
  };
}

function disksOf(storage: StorageListers, pod: Pod, kind: DiskKind, isNew: boolean): Set<string> | Refusal {
  const disks = new Set<string>();
  for (const volume of pod.spec?.volumes ?? []) {
    const direct = kind.idOf(volume);
    if (direct !== undefined) disks.add(direct);
    const wanted = direct === undefined ? claimOfVolume(pod, volume) : undefined;
    if (!wanted) continue;
    const key = `${pod.metadata.namespace}/${wanted.name}`;
    const claim = storage.claims.seen(key);
    if (!claim) {
      if (isNew) return failed(`looking up PVC ${key}: ${claimNotFound(wanted.name)}`);
      continue;
    }
    const foreign = wanted.ephemeral ? foreignClaim(pod, claim) : undefined;
    if (foreign !== undefined) return failed(foreign);
    const disk = diskOfClaim(storage, claim, kind, `unbound ${key}`);
    if (disk !== undefined) disks.add(disk);
  }
  return disks;
}

/** A claim without volume counts if its class is of the kind. */
function diskOfClaim(
  storage: StorageListers,
  { spec }: PersistentVolumeClaim,
  kind: DiskKind,
  placeholder: string,
): string | undefined {
  const volume = spec?.volumeName ? storage.volumes.seen(spec.volumeName) : undefined;
  if (volume) return kind.idOf(volume.spec ?? {});
  const provisioner = storage.classes.get(spec?.storageClassName ?? '')?.provisioner;
  return provisioner === kind.provisioner ? placeholder : undefined;
}
