/**
 * Claims and volumes get a finalizer that keeps them while they are in use.
 *
 * Upstream: plugin/pkg/admission/storage/storageobjectinuseprotection/admission.go
 */
import { withMetadata } from '../core';
import type { AdmissionPlugin } from './admission';

const FINALIZERS: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};

export const storageObjectInUseProtection: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit: ({ operation, target, object }) => {
    const finalizer = FINALIZERS[target.definition.table];
    if (!finalizer || operation !== 'CREATE' || target.subresource !== '' || !object) return undefined;
    const finalizers = object.metadata.finalizers ?? [];
    return finalizers.includes(finalizer)
      ? undefined
      : withMetadata(object, { finalizers: [...finalizers, finalizer] });
  },
};
