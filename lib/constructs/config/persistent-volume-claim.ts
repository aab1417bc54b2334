/** A PersistentVolumeClaim: disk space that outlives pods. */
import { type Construct } from 'constructs';
import { k8s, type IResource } from '../cdk8s-plus';
import { KubernetesObject, type KubernetesObjectProps } from '../kubernetes-object';
import { existingResource, ExistingResource } from './existing-resource';
import { claimSpec, type ClaimSpecProps } from '../pod/volume';

/** A PersistentVolumeClaim. */
export interface PersistentVolumeClaimProps extends KubernetesObjectProps, ClaimSpecProps {}

/** A PersistentVolumeClaim; `Volume.claim` mounts it. */
export class PersistentVolumeClaim extends KubernetesObject {
  /** A claim that exists in the cluster; in the chart's namespace where none is named. */
  static existing(scope: Construct, name: string, namespace?: string): IResource {
    const [kind, plural] = ['PersistentVolumeClaim', 'persistentvolumeclaims'];
    const make = (id: string): ExistingResource => new ExistingResource(scope, id, 'v1', kind, plural, name);
    return existingResource(scope, { kind, name, namespace }, make);
  }

  constructor(scope: Construct, id: string, props: PersistentVolumeClaimProps) {
    const identity = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', resourceType: 'persistentvolumeclaims' };
    super(scope, id, identity, props, { spec: () => k8s.toJson_PersistentVolumeClaimSpec(claimSpec(props)) });
  }
}
