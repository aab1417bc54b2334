/**
 * A volume that is labelled with a zone or region draws its pods there.
 *
 * Upstream: pkg/scheduler/framework/plugins/volumezone/volume_zone.go
 */
import type { Pod } from '../../apimachinery/api/core-v1';
import { notFound } from '../../apimachinery/status-error';
import { classOfClaim, waitsForFirstConsumer } from '../../apimachinery/volumes/storage-class-of';
import { unresolvable, type Plugin, type Refusal } from '../framework';
import type { StorageListers } from '../storage-listers';
import { claimNotFound } from '../volumes/pod-volume-claims';

const NAME = 'VolumeZone';
const LABELS = [
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
];
const WRONG_ZONE = unresolvable('node(s) had no available volume zone');
/** Between the zones of a volume that is in several. */
const DELIMITER = '__';

interface VolumeTopology {
  readonly key: string;
  readonly values: readonly string[];
}

export function volumeZone(storage: StorageListers): Plugin {
  return {
    name: NAME,
    wakesOn: ['StorageClassAdded', 'NodeAdded', 'NodeLabel', 'ClaimAdded', 'VolumeAdded', 'VolumeUpdated'],
    preFilter: (state, pod) => {
      const topologies = topologiesOf(storage, pod);
      if ('code' in topologies) return { refusal: topologies };
      if (topologies.length === 0) return { skip: true };
      state.set(NAME, topologies);
      return undefined;
    },
    filter: (state) => {
      const topologies = state.get<readonly VolumeTopology[]>(NAME) ?? [];
      return ({ labels }) => {
        // A node without any of the labels is in no zone, so it cannot be in the wrong one.
        if (!LABELS.some((label) => label in labels)) return undefined;
        const fits = topologies.every(({ key, values }) => key in labels && values.includes(labels[key]!));
        return fits ? undefined : WRONG_ZONE;
      };
    },
  };
}

function topologiesOf(storage: StorageListers, pod: Pod): VolumeTopology[] | Refusal {
  const topologies: VolumeTopology[] = [];
  for (const { persistentVolumeClaim } of pod.spec?.volumes ?? []) {
    if (!persistentVolumeClaim) continue;
    const { claimName } = persistentVolumeClaim;
    const claim = storage.claims.seen(`${pod.metadata.namespace}/${claimName}`);
    if (!claim) return unresolvable(claimNotFound(claimName));
    const volumeName = claim.spec?.volumeName;
    if (!volumeName) {
      const className = classOfClaim(claim);
      if (className === '') return unresolvable('PersistentVolumeClaim had no pv name and storageClass name');
      const storageClass = storage.classes.get(className);
      if (!storageClass) return absent('storageclass.storage.k8s.io', className);
      if (waitsForFirstConsumer(storageClass)) continue;
      return unresolvable('PersistentVolume had no name');
    }
    const volume = storage.volumes.seen(volumeName);
    if (!volume) return absent('persistentvolume', volumeName);
    topologies.push(...LABELS.flatMap((key) => topologyOf(key, volume.metadata.labels?.[key])));
  }
  return topologies;
}

/** A label that cannot be read is passed over. */
function topologyOf(key: string, text: string | undefined): VolumeTopology[] {
  const values = text?.split(DELIMITER).map((value) => value.trim()) ?? [''];
  return values.includes('') ? [] : [{ key, values }];
}

function absent(resource: string, name: string): Refusal {
  return unresolvable(notFound({ group: '', resource }, name).message);
}
