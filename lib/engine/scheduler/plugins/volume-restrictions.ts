/**
 * Two pods cannot share a disk that only one machine can write to, nor any pods a claim that is for one pod only.
 *
 * Upstream: pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go
 */
import type { Pod, Volume } from '../../apimachinery/api/core-v1';
import { unresolvable, unschedulable, type CycleState, type Plugin } from '../framework';
import type { NodeInfo } from '../node-info';
import { demandsOf } from '../pod-demands';
import type { StorageListers } from '../storage-listers';
import { claimNotFound } from '../volumes/pod-volume-claims';

const NAME = 'VolumeRestrictions';
const DISK_TAKEN = unschedulable('node(s) had no available disk');
const CLAIM_TAKEN = unschedulable(
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode',
);

interface RestrictionState {
  /** Claims of the pod that are for one pod only. */
  readonly exclusive: ReadonlySet<string>;
  /** How often other pods use them. */
  users: number;
}

export function volumeRestrictions(storage: StorageListers): Plugin {
  return {
    name: NAME,
    wakesOn: ['PodDeleted', 'NodeAdded', 'ClaimAdded', 'ClaimUpdated'],
    preFilter: (state, pod) => {
      const { namespace } = pod.metadata;
      const exclusive = new Set<string>();
      for (const claimName of demandsOf(pod).claimNames) {
        const claim = storage.claims.get(`${namespace}/${claimName}`);
        if (!claim) return { refusal: unresolvable(claimNotFound(claimName)) };
        if (claim.spec?.accessModes?.includes('ReadWriteOncePod')) exclusive.add(claimName);
      }
      const used = [...exclusive].filter((name) => isUsed(state, `${namespace}/${name}`));
      if (used.length === 0 && !(pod.spec?.volumes ?? []).some(isDisk)) return { skip: true };
      state.set(NAME, { exclusive, users: used.length } satisfies RestrictionState);
      return undefined;
    },
    podAdded: (state, _pod, other) => count(state, other, 1),
    podRemoved: (state, _pod, other) => count(state, other, -1),
    filter: (state, pod) => {
      const own = state.get<RestrictionState>(NAME);
      return (node) => {
        if (sharesDisk(pod, node)) return DISK_TAKEN;
        return own && own.users > 0 ? CLAIM_TAKEN : undefined;
      };
    },
  };
}

function isUsed({ snapshot }: CycleState, claimKey: string): boolean {
  return snapshot.nodes().some((node) => node.claimUsers(claimKey) > 0);
}

function count(state: CycleState, other: Pod, by: 1 | -1): void {
  const own = state.get<RestrictionState>(NAME);
  if (own) own.users += by * demandsOf(other).claimNames.filter((name) => own.exclusive.has(name)).length;
}

function isDisk({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: Volume): boolean {
  return (gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi) !== undefined;
}

function sharesDisk({ spec }: Pod, node: NodeInfo): boolean {
  const disks = (spec?.volumes ?? []).filter(isDisk);
  if (disks.length === 0) return false;
  for (const other of node.pods()) {
    const theirs = other.spec?.volumes ?? [];
    if (disks.some((disk) => theirs.some((volume) => clash(disk, volume)))) return true;
  }
  return false;
}

/** The same disk, unless all only read it where that is possible. */
function clash(a: Volume, b: Volume): boolean {
  const writes = (left: { readOnly?: boolean }, right: { readOnly?: boolean }): boolean =>
    !(left.readOnly && right.readOnly);
  if (a.gcePersistentDisk && b.gcePersistentDisk) {
    const [left, right] = [a.gcePersistentDisk, b.gcePersistentDisk];
    if (left.pdName === right.pdName && writes(left, right)) return true;
  }
  if (a.awsElasticBlockStore && a.awsElasticBlockStore.volumeID === b.awsElasticBlockStore?.volumeID) return true;
  if (a.iscsi && b.iscsi && a.iscsi.iqn === b.iscsi.iqn && writes(a.iscsi, b.iscsi)) return true;
  if (!a.rbd || !b.rbd || !writes(a.rbd, b.rbd)) return false;
  const same = a.rbd.pool === b.rbd.pool && a.rbd.image === b.rbd.image;
  return same && a.rbd.monitors.some((monitor) => b.rbd!.monitors.includes(monitor));
}
