/**
 * The volume behind a claim, as far as it must be there before a pod can use it.
 *
 * Upstream: pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go (createVolumeSpec, getPVCExtractPV, getPVSpec)
 */
import type { PersistentVolume, PersistentVolumeClaim, Volume } from '../../apimachinery/api/core-v1';
import type { CSIDriver } from '../../apimachinery/api/storage-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { Client } from '../../client/client';
import { ConfigurationError } from '../environment/references';

/** The name of the claim of a volume; undefined where none is behind it. */
export function claimNameOf({ metadata }: Pod, { name, persistentVolumeClaim, ephemeral }: Volume): string | undefined {
  return persistentVolumeClaim?.claimName ?? (ephemeral ? `${metadata.name}-${name}` : undefined);
}

/** @throws ConfigurationError while a claim cannot be used, with the text that the pod's events show */
export function claimedVolume(client: Client, pod: Pod, volume: Volume): PersistentVolume | undefined {
  const claimName = claimNameOf(pod, volume);
  if (claimName === undefined) return undefined;
  const namespace = pod.metadata.namespace!;
  const refused = (why: string): ConfigurationError =>
    new ConfigurationError(`error processing PVC ${namespace}/${claimName}: ${why}`);
  const claim = client.resource<PersistentVolumeClaim>('persistentvolumeclaims').find(claimName, namespace);
  if (!claim) throw refused(`failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`);
  if (claim.metadata.deletionTimestamp) throw refused('PVC is being deleted');
  if (claim.status?.phase !== 'Bound') throw refused('PVC is not bound');
  const name = claim.spec?.volumeName ?? '';
  if (name === '') throw refused('PVC has empty pvc.Spec.VolumeName');
  if (volume.ephemeral && !claim.metadata.ownerReferences?.some(({ uid }) => uid === pod.metadata.uid)) {
    const owner = `pod ${namespace}/${pod.metadata.name}`;
    throw new ConfigurationError(`PVC ${namespace}/${claimName} was not created for ${owner} (pod is not owner)`);
  }
  const found = client.resource<PersistentVolume>('persistentvolumes').find(name);
  if (!found) throw refused(`failed to fetch PV ${name} from API server: persistentvolumes "${name}" not found`);
  checkClaim(found, claim, refused);
  checkMode(found, pod, volume.name);
  return found;
}

function checkClaim(
  { metadata, spec }: PersistentVolume,
  claim: PersistentVolumeClaim,
  refused: (why: string) => ConfigurationError,
): void {
  const { claimRef } = spec ?? {};
  const object = `found PV object ${metadata.name} but`;
  if (!claimRef) throw refused(`${object} it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim`);
  if (claimRef.uid === claim.metadata.uid) return;
  throw refused(`${object} its pv.Spec.ClaimRef.UID ${claimRef.uid} does not point to claim.UID ${claim.metadata.uid}`);
}

/** A volume is a file system or a device; containers must take it as what it is. */
function checkMode({ spec: { volumeMode = 'Filesystem' } = {} }: PersistentVolume, { spec }: Pod, name: string): void {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const asked = (list: 'volumeMounts' | 'volumeDevices'): boolean =>
    containers.some((container) => container[list]?.some((use) => use.name === name));
  const wrong = volumeMode === 'Filesystem' ? 'volumeDevices' : 'volumeMounts';
  if (!asked(wrong)) return;
  throw new ConfigurationError(`volume ${name} has volumeMode ${volumeMode}, but is specified in ${wrong}`);
}

/** Under which a volume is attached to nodes; undefined where it need not be. */
export function attachedName(client: Client, { spec }: PersistentVolume): string | undefined {
  const csi = spec?.csi;
  if (!csi) return undefined;
  const driver = client.resource<CSIDriver>('csidrivers', 'storage.k8s.io').find(csi.driver);
  return driver?.spec.attachRequired === false ? undefined : `kubernetes.io/csi/${csi.driver}^${csi.volumeHandle}`;
}
