/** A PersistentVolumeClaim: disk space that outlives pods. */
import { type Construct } from 'constructs';
import { k8s } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { claimSpec, type ClaimSpecProps } from '../pod/volume';

/** A PersistentVolumeClaim. */
export interface PersistentVolumeClaimProps extends KubernetesObjectProps, ClaimSpecProps {}

/** A PersistentVolumeClaim; `Volume.claim` mounts it. */
export class PersistentVolumeClaim extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PersistentVolumeClaimProps) {
    const identity = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', resourceType: 'persistentvolumeclaims' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_PersistentVolumeClaimSpec(claimSpec(props)) });
  }
}
