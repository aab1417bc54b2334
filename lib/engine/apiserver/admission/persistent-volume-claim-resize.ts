/**
 * A claim grows only when it is bound and its StorageClass lets it.
 *
 * Upstream: plugin/pkg/admission/storage/persistentvolume/resize/admission.go
 */
import type { PersistentVolumeClaim } from '../../apimachinery/api/core-v1';
import type { StorageClass } from '../../apimachinery/api/storage-v1';
import { Quantity } from '../../apimachinery/quantity';
import type { AdmissionPlugin, AdmissionRequest } from './admission';
import { refusal } from './refusal';

const OLD_CLASS = 'volume.beta.kubernetes.io/storage-class';

function sizeOf({ spec }: PersistentVolumeClaim): Quantity {
  const asked = spec?.resources?.requests?.['storage'];
  return asked === undefined ? Quantity.zero : Quantity.parse(asked);
}

function classOf({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata.annotations?.[OLD_CLASS] ?? spec?.storageClassName ?? '';
}

function mayGrow({ store }: AdmissionRequest, claim: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const name = classOf(claim);
  if (name === '' || name !== classOf(old)) return false;
  return store.table<StorageClass>('storage.k8s.io/storageclasses').get(name)?.allowVolumeExpansion ?? false;
}

export const persistentVolumeClaimResize: AdmissionPlugin = {
  name: 'PersistentVolumeClaimResize',
  validate: (request) => {
    const { target, operation } = request;
    if (target.definition.table !== 'persistentvolumeclaims' || target.subresource !== '' || operation !== 'UPDATE')
      return;
    const [claim, old] = [request.object, request.old] as unknown as (PersistentVolumeClaim | undefined)[];
    if (!claim || !old || sizeOf(claim).compare(sizeOf(old)) <= 0) return;
    if (old.status?.phase !== 'Bound') throw refusal(request, 'Only bound persistent volume claims can be expanded');
    if (!mayGrow(request, claim, old)) {
      throw refusal(
        request,
        'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
    }
  },
};
