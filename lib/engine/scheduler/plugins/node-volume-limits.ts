/**
 * A node can have only so many volumes of a CSI driver attached.
 *
 * Upstream: pkg/scheduler/framework/plugins/nodevolumelimits/{csi,utils}.go
 * Differs: in a node's allocatable resources the names of drivers are not shortened, however long.
 */
import type { PersistentVolumeClaim, Pod } from '../../apimachinery/api/core-v1';
import type { CSINode } from '../../apimachinery/api/storage-v1';
import { keyOf } from '../../apimachinery/object-meta';
import { driverVolume, isMigratedOnNode, pluginNamed, pluginOf } from '../../apimachinery/volumes/in-tree-plugins';
import { claimOfVolume, foreignClaim } from '../../apimachinery/volumes/pod-claims';
import { classOfClaim } from '../../apimachinery/volumes/storage-class-of';
import { failed, unschedulable, type Plugin, type Refusal } from '../framework';
import type { NodeInfo } from '../node-info';
import type { StorageListers } from '../storage-listers';
import { claimNotFound } from '../volumes/pod-volume-claims';

export const TOO_MANY_VOLUMES = 'node(s) exceed max volume count';
const LIMIT_PREFIX = 'attachable-volumes-csi-';

export function nodeVolumeLimits(storage: StorageListers): Plugin {
  return {
    name: 'NodeVolumeLimits',
    wakesOn: ['CsiNodeAdded', 'PodDeleted'],
    preFilter: (_state, { spec }) => {
      const concerned = spec?.volumes?.some(
        (volume) => volume.persistentVolumeClaim ?? volume.ephemeral ?? pluginOf(volume)?.migratesOnNodes,
      );
      return concerned ? undefined : { skip: true };
    },
    filter: (_state, pod) => (node) => {
      const csiNode = storage.csiNodes.get(node.name);
      const wanted = attachable(storage, pod, csiNode, true);
      if ('code' in wanted) return wanted;
      const limits = limitsOf(node, csiNode);
      if (wanted.size === 0 || limits.size === 0) return undefined;
      const attached = new Map<string, string>();
      for (const other of node.pods()) {
        const theirs = attachable(storage, other, csiNode, false);
        if ('code' in theirs) return theirs;
        for (const [volume, driver] of theirs) attached.set(volume, driver);
      }
      return exceeds(limits, wanted, attached) ? unschedulable(TOO_MANY_VOLUMES) : undefined;
    },
  };
}

function exceeds(
  limits: ReadonlyMap<string, number>,
  wanted: ReadonlyMap<string, string>,
  attached: ReadonlyMap<string, string>,
): boolean {
  const added = [...wanted].filter(([volume]) => !attached.has(volume)).map(([, driver]) => driver);
  const count = (drivers: Iterable<string>, driver: string): number =>
    [...drivers].filter((one) => one === driver).length;
  return added.some((driver) => {
    const limit = limits.get(limitKey(driver));
    return limit !== undefined && count(attached.values(), driver) + count(added, driver) > limit;
  });
}

/** Drivers by volume, of those that a pod attaches to the node. */
function attachable(
  storage: StorageListers,
  pod: Pod,
  csiNode: CSINode | undefined,
  isNew: boolean,
): Map<string, string> | Refusal {
  const volumes = new Map<string, string>();
  for (const volume of pod.spec?.volumes ?? []) {
    const wanted = claimOfVolume(pod, volume);
    if (!wanted) {
      const plugin = pluginOf(volume);
      if (plugin && isMigratedOnNode(plugin, csiNode)) {
        volumes.set(`${plugin.driver}/${plugin.handleOf(volume, {})}`, plugin.driver);
      }
      continue;
    }
    const key = `${pod.metadata.namespace}/${wanted.name}`;
    const claim = storage.claims.seen(key);
    if (!claim) {
      if (isNew) return failed(`looking up PVC ${key}: ${claimNotFound(wanted.name)}`);
      continue;
    }
    const foreign = wanted.ephemeral ? foreignClaim(pod, claim) : undefined;
    if (foreign !== undefined) return failed(foreign);
    const found = driverOf(storage, claim, csiNode);
    if (found) volumes.set(`${found.driver}/${found.handle}`, found.driver);
  }
  return volumes;
}

/** A claim that has no volume yet counts for its class's driver. */
function driverOf(
  storage: StorageListers,
  claim: PersistentVolumeClaim,
  csiNode: CSINode | undefined,
): { readonly driver: string; readonly handle: string } | undefined {
  const volumeName = claim.spec?.volumeName;
  const volume = volumeName ? storage.volumes.seen(volumeName) : undefined;
  if (volume) {
    const found = driverVolume(volume);
    return found?.plugin && !isMigratedOnNode(found.plugin, csiNode) ? undefined : found;
  }
  const provisioner = storage.classes.get(classOfClaim(claim))?.provisioner;
  if (!provisioner) return undefined;
  const plugin = pluginNamed(provisioner);
  const handle = `unbound ${keyOf(claim)}`;
  if (!plugin?.migratesOnNodes) return { driver: provisioner, handle };
  return isMigratedOnNode(plugin, csiNode) ? { driver: plugin.driver, handle } : undefined;
}

/** What the node's own status says, and what the drivers on it say. */
function limitsOf({ allocatable }: NodeInfo, csiNode: CSINode | undefined): ReadonlyMap<string, number> {
  const limits = new Map([...allocatable].filter(([resource]) => resource.startsWith('attachable-volumes-')));
  for (const { name, allocatable: own } of csiNode?.spec.drivers ?? []) {
    if (own?.count !== undefined) limits.set(limitKey(name), own.count);
  }
  return limits;
}

/** The resource by which a node says how many volumes of a driver it takes. */
function limitKey(driver: string): string {
  return LIMIT_PREFIX + driver;
}
