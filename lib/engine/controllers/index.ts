/** All controllers, one line each, by their canonical names. */
import type { Controller, ControllerContext } from '../client/controller';
import type { ControllerManagerOptions } from './controller-manager-options';
import { CronJobController } from './cronjob-controller';
import { DaemonSetController } from './daemonset-controller';
import { DeploymentController } from './deployment-controller';
import { DisruptionController } from './disruption-controller';
import { EndpointSliceController } from './endpointslice-controller';
import { EndpointSliceMirroringController } from './endpointslice-mirroring-controller';
import { EndpointsController } from './endpoints-controller';
import { GarbageCollectorController } from './garbage-collector-controller';
import { JobController } from './job-controller';
import { NamespaceController } from './namespace-controller';
import { EphemeralVolumeController } from './ephemeral-volume-controller';
import { NodeIpamController } from './node-ipam-controller';
import { NodeLifecycleController } from './node-lifecycle-controller';
import { PersistentVolumeAttachDetachController } from './persistentvolume-attach-detach-controller';
import { PersistentVolumeBinderController } from './persistentvolume-binder-controller';
import { PersistentVolumeClaimProtectionController } from './persistentvolumeclaim-protection-controller';
import { PersistentVolumeExpanderController } from './persistentvolume-expander-controller';
import { PersistentVolumeProtectionController } from './persistentvolume-protection-controller';
import { PodGarbageCollectorController } from './pod-garbage-collector-controller';
import { ReplicaSetController } from './replicaset-controller';
import { ReplicationControllerController } from './replicationcontroller-controller';
import { ServiceLbController } from './service-lb-controller';
import { ServiceAccountController } from './serviceaccount-controller';
import { StatefulSetController } from './statefulset-controller';
import { TtlAfterFinishedController } from './ttl-after-finished-controller';
import { TtlController } from './ttl-controller';

export interface ControllerDescription {
  readonly name: string;
  /** Component in the events that it writes. */
  readonly eventSource: string;
  create(context: ControllerContext, options: ControllerManagerOptions): Controller;
}

type ControllerType = new (context: ControllerContext, options: ControllerManagerOptions) => Controller;

function describe(name: string, type: ControllerType, eventSource = name): ControllerDescription {
  return { name, eventSource, create: (context, options) => new type(context, options) };
}

export const CONTROLLERS: readonly ControllerDescription[] = [
  describe('cronjob-controller', CronJobController),
  describe('daemonset-controller', DaemonSetController),
  describe('deployment-controller', DeploymentController),
  describe('disruption-controller', DisruptionController, 'controllermanager'),
  describe('endpoints-controller', EndpointsController, 'endpoint-controller'),
  describe('endpointslice-controller', EndpointSliceController, 'endpoint-slice-controller'),
  describe(
    'endpointslice-mirroring-controller',
    EndpointSliceMirroringController,
    'endpoint-slice-mirroring-controller',
  ),
  describe('garbage-collector-controller', GarbageCollectorController),
  describe('job-controller', JobController),
  describe('namespace-controller', NamespaceController),
  describe('ephemeral-volume-controller', EphemeralVolumeController, 'ephemeral_volume'),
  describe('node-ipam-controller', NodeIpamController, 'cidrAllocator'),
  describe('node-lifecycle-controller', NodeLifecycleController, 'node-controller'),
  describe(
    'persistentvolume-attach-detach-controller',
    PersistentVolumeAttachDetachController,
    'attachdetach-controller',
  ),
  describe('persistentvolume-binder-controller', PersistentVolumeBinderController, 'persistentvolume-controller'),
  describe('persistentvolume-expander-controller', PersistentVolumeExpanderController, 'volume_expand'),
  describe('persistentvolumeclaim-protection-controller', PersistentVolumeClaimProtectionController),
  describe('persistentvolume-protection-controller', PersistentVolumeProtectionController),
  describe('pod-garbage-collector-controller', PodGarbageCollectorController),
  describe('replicaset-controller', ReplicaSetController),
  describe('replicationcontroller-controller', ReplicationControllerController, 'replication-controller'),
  describe('service-lb-controller', ServiceLbController, 'service-controller'),
  describe('serviceaccount-controller', ServiceAccountController),
  describe('statefulset-controller', StatefulSetController),
  describe('ttl-after-finished-controller', TtlAfterFinishedController),
  describe('ttl-controller', TtlController),
];
