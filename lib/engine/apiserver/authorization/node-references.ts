/**
 * What a node may look at, because pods that run on it name it: found through indexes that each write keeps up to date.
 *
 * An object leads to a node over its pods, a Secret of a volume over the volume's claim and the pods of that.
 *
 * Upstream: plugin/pkg/auth/authorizer/node/{graph,graph_populator}.go, pkg/api/v1/persistentvolume/util.go (VisitPVSecretNames)
 * Differs: indexes of the store instead of a graph beside it; ResourceClaims are not served by default.
 */
import type { PersistentVolume } from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import type { ObjectIndex } from '../../store/object-index';
import type { Store } from '../../store/store';
import type { Pod } from '../resources/pod/pod-types';
import { claimNamesOf, configMapNamesOf, secretNamesOf } from '../resources/pod/referenced-objects';

export type ReferencedKind =
  'secrets' | 'configmaps' | 'persistentvolumeclaims' | 'persistentvolumes' | 'serviceaccounts' | 'volumeattachments';

const MIRROR = 'kubernetes.io/config.mirror';

export class NodeReferences {
  constructor(private readonly store: Store) {}

  /** Whether an object leads to a node. */
  leads(kind: ReferencedKind, namespace: string, name: string, nodeName: string): boolean {
    switch (kind) {
      case 'volumeattachments':
        return this.#attachment(name)?.spec?.nodeName === nodeName;
      case 'persistentvolumes':
        return this.#volumeLeads(this.#volumes().get(name), nodeName);
      case 'secrets':
        return (
          this.#podsLead(kind, namespace, name, nodeName) ||
          this.#volumesOfSecrets()
            .get(`${namespace}/${name}`)
            .some((volume) => this.#volumeLeads(volume, nodeName))
        );
      default:
        return this.#podsLead(kind, namespace, name, nodeName);
    }
  }

  #podsLead(kind: ReferencedKind, namespace: string, name: string, nodeName: string): boolean {
    return this.#pods().count(referenceKey(nodeName, kind, namespace, name)) > 0;
  }

  #volumeLeads(volume: PersistentVolume | undefined, nodeName: string): boolean {
    const { namespace = '', name = '' } = volume?.spec?.claimRef ?? {};
    return name !== '' && this.#podsLead('persistentvolumeclaims', namespace, name, nodeName);
  }

  #pods(): ObjectIndex {
    return this.store.table('pods').index('node-references', (pod) => referencesOf(pod as unknown as Pod));
  }

  #volumes() {
    return this.store.table<PersistentVolume>('persistentvolumes');
  }

  #volumesOfSecrets(): ObjectIndex<PersistentVolume> {
    return this.#volumes().index('node-secrets', secretsOfPersistentVolume);
  }

  #attachment(name: string): KubeObject<{ readonly spec?: { readonly nodeName?: string } }> | undefined {
    return this.store
      .table<KubeObject<{ readonly spec?: { readonly nodeName?: string } }>>('storage.k8s.io/volumeattachments')
      .get(name);
  }
}

function referenceKey(nodeName: string, kind: ReferencedKind, namespace: string, name: string): string {
  return `${nodeName}/${kind}/${namespace}/${name}`;
}

/** A pod's spec is shared by all versions of the pod in which it is the same, and what it names with it. */
const known = new WeakMap<Pod['spec'], readonly string[]>();

function referencesOf(pod: Pod): readonly string[] {
  const found = known.get(pod.spec) ?? findReferences(pod);
  known.set(pod.spec, found);
  return found;
}

/** None for a mirror pod, with which a node could give itself anything. */
function findReferences(pod: Pod): readonly string[] {
  const { metadata, spec } = pod;
  const { nodeName } = spec;
  if (!nodeName || metadata.annotations?.[MIRROR] !== undefined) return [];
  const keys = (kind: ReferencedKind, names: readonly string[]): string[] =>
    names.map((name) => referenceKey(nodeName, kind, metadata.namespace ?? '', name));
  return [
    ...keys('serviceaccounts', spec.serviceAccountName ? [spec.serviceAccountName] : []),
    ...keys('secrets', secretNamesOf(pod)),
    ...keys('configmaps', configMapNamesOf(pod)),
    ...keys('persistentvolumeclaims', claimNamesOf(pod)),
  ];
}

/** Those that the kubelet needs to mount a volume that is claimed, as `namespace/name`. */
function secretsOfPersistentVolume({ spec = {} }: PersistentVolume): readonly string[] {
  const { claimRef, azureFile, cephfs, flexVolume, rbd, scaleIO, iscsi, cinder, storageos, csi } = spec;
  if (!claimRef) return [];
  const claimNamespace = claimRef.namespace ?? '';
  const atClaim = [cephfs, flexVolume, rbd, scaleIO, iscsi].map((source) => ({
    namespace: source?.secretRef?.namespace || claimNamespace,
    name: source?.secretRef?.name,
  }));
  const elsewhere = [
    cinder?.secretRef,
    storageos?.secretRef,
    csi?.nodePublishSecretRef,
    csi?.nodeStageSecretRef,
    csi?.nodeExpandSecretRef,
  ];
  const azure = { namespace: azureFile?.secretNamespace || claimNamespace, name: azureFile?.secretName };
  return [azure, ...atClaim, ...elsewhere].flatMap((reference) =>
    reference?.name ? [`${reference.namespace ?? ''}/${reference.name}`] : [],
  );
}
