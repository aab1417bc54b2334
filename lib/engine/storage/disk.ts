/**
 * A disk as a PersistentVolume, and the places where one can be.
 *
 * Upstream: github.com/kubernetes-csi/external-provisioner (pkg/controller/{controller,topology}.go)
 */
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../apimachinery/api/core-v1';
import type { StorageClass } from '../apimachinery/api/storage-v1';
import { BOUND_BY_CONTROLLER, PROVISIONED_BY } from '../apimachinery/volumes/annotations';
import type { Draft } from '../client/client';
import { DISK_DRIVER, type DiskTopology } from './disk-parameters';

/** Labels that a node must have to use a disk. */
export type Segments = Readonly<Record<string, string>>;

/** The label by which places are told apart; undefined where a disk can be used everywhere. */
export function topologyKeyOf(topology: DiskTopology): string | undefined {
  if (topology === 'any') return undefined;
  return topology === 'zone' ? 'topology.kubernetes.io/zone' : 'kubernetes.io/hostname';
}

/** The places of these nodes that the class allows, each once. */
export function segmentsOf(
  nodes: readonly Node[],
  topology: DiskTopology,
  { allowedTopologies = [] }: StorageClass,
): readonly Segments[] {
  const allowed = nodes.filter(
    ({ metadata: { labels = {} } }) =>
      allowedTopologies.length === 0 ||
      allowedTopologies.some(({ matchLabelExpressions = [] }) =>
        matchLabelExpressions.every(({ key, values }) => values.includes(labels[key] ?? '')),
      ),
  );
  const key = topologyKeyOf(topology);
  if (key === undefined) return allowed.length > 0 || nodes.length === 0 ? [{}] : [];
  const values = new Set(allowed.flatMap(({ metadata }) => metadata.labels?.[key] ?? []));
  // Nodes that are in no zone have one disk store together.
  if (values.size === 0) return topology === 'zone' && allowed.length > 0 ? [{}] : [];
  return [...values].sort().map((value) => ({ [key]: value }));
}

export function diskOf(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  segments: Segments,
): Draft<PersistentVolume> {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const id = `pvc-${uid}`;
  const expressions = Object.entries(segments).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return {
    metadata: { name: id, annotations: { [PROVISIONED_BY]: DISK_DRIVER, [BOUND_BY_CONTROLLER]: 'yes' } },
    spec: {
      accessModes: claim.spec?.accessModes,
      capacity: { storage: claim.spec?.resources?.requests?.['storage'] ?? '0' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion },
      csi: {
        driver: DISK_DRIVER,
        volumeHandle: id,
        volumeAttributes: segments,
        ...(claim.spec?.volumeMode === 'Block' ? {} : { fsType: 'ext4' }),
      },
      mountOptions: storageClass.mountOptions,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode: claim.spec?.volumeMode,
      ...(expressions.length > 0
        ? { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: expressions }] } } }
        : {}),
    },
  };
}
