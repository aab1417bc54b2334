/** All controllers, one line each, by their canonical names. */
import type { Controller } from '../client/controller';
import type { ControllerManagerContext } from './controller-manager-context';
import type { ControllerManagerOptions } from './controller-manager-options';
import { CertificateSigningRequestApprovingController } from './certificatesigningrequest-approving-controller';
import { CertificateSigningRequestCleanerController } from './certificatesigningrequest-cleaner-controller';
import { CertificateSigningRequestSigningController } from './certificatesigningrequest-signing-controller';
import { ClusterRoleAggregationController } from './clusterrole-aggregation-controller';
import { CronJobController } from './cronjob-controller';
import { DaemonSetController } from './daemonset-controller';
import { DeploymentController } from './deployment-controller';
import { DisruptionController } from './disruption-controller';
import { EndpointsController } from './endpoints-controller';
import { EndpointSliceController } from './endpointslice-controller';
import { EndpointSliceMirroringController } from './endpointslice-mirroring-controller';
import { EphemeralVolumeController } from './ephemeral-volume-controller';
import { GarbageCollectorController } from './garbage-collector-controller';
import { HorizontalPodAutoscalerController } from './horizontal-pod-autoscaler-controller';
import { JobController } from './job-controller';
import { LegacyServiceAccountTokenCleanerController } from './legacy-serviceaccount-token-cleaner-controller';
import { NamespaceController } from './namespace-controller';
import { NodeIpamController } from './node-ipam-controller';
import { NodeLifecycleController } from './node-lifecycle-controller';
import { PersistentVolumeAttachDetachController } from './persistentvolume-attach-detach-controller';
import { PersistentVolumeBinderController } from './persistentvolume-binder-controller';
import { PersistentVolumeExpanderController } from './persistentvolume-expander-controller';
import { PersistentVolumeProtectionController } from './persistentvolume-protection-controller';
import { PersistentVolumeClaimProtectionController } from './persistentvolumeclaim-protection-controller';
import { PodGarbageCollectorController } from './pod-garbage-collector-controller';
import { ReplicaSetController } from './replicaset-controller';
import { ReplicationControllerController } from './replicationcontroller-controller';
import { ResourceQuotaController } from './resourcequota-controller';
import { RootCaCertificatePublisherController } from './root-ca-certificate-publisher-controller';
import { ServiceLbController } from './service-lb-controller';
import { ServiceAccountController } from './serviceaccount-controller';
import { ServiceAccountTokenController } from './serviceaccount-token-controller';
import { StatefulSetController } from './statefulset-controller';
import { TtlAfterFinishedController } from './ttl-after-finished-controller';
import { TtlController } from './ttl-controller';

export interface ControllerDescription {
  readonly name: string;
  /** Component in the events that it writes. */
  readonly eventSource: string;
  create(context: ControllerManagerContext, options: ControllerManagerOptions): Controller;
}

type ControllerType = new (context: ControllerManagerContext, options: ControllerManagerOptions) => Controller;

function describe(name: string, type: ControllerType, eventSource = name): ControllerDescription {
  return { name, eventSource, create: (context, options) => new type(context, options) };
}

export const CONTROLLERS: readonly ControllerDescription[] = [
  describe('certificatesigningrequest-approving-controller', CertificateSigningRequestApprovingController),
  describe('certificatesigningrequest-cleaner-controller', CertificateSigningRequestCleanerController),
  describe('certificatesigningrequest-signing-controller', CertificateSigningRequestSigningController),
  describe('clusterrole-aggregation-controller', ClusterRoleAggregationController),
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
  describe('ephemeral-volume-controller', EphemeralVolumeController, 'ephemeral_volume'),
  describe('garbage-collector-controller', GarbageCollectorController),
  describe('horizontal-pod-autoscaler-controller', HorizontalPodAutoscalerController, 'horizontal-pod-autoscaler'),
  describe('job-controller', JobController),
  describe('legacy-serviceaccount-token-cleaner-controller', LegacyServiceAccountTokenCleanerController),
  describe('namespace-controller', NamespaceController),
  describe('node-ipam-controller', NodeIpamController, 'cidrAllocator'),
  describe('node-lifecycle-controller', NodeLifecycleController, 'node-controller'),
  describe(
    'persistentvolume-attach-detach-controller',
    PersistentVolumeAttachDetachController,
    'attachdetach-controller',
  ),
  describe('persistentvolume-binder-controller', PersistentVolumeBinderController, 'persistentvolume-controller'),
  describe('persistentvolume-expander-controller', PersistentVolumeExpanderController, 'volume_expand'),
  describe('persistentvolume-protection-controller', PersistentVolumeProtectionController),
  describe('persistentvolumeclaim-protection-controller', PersistentVolumeClaimProtectionController),
  describe('pod-garbage-collector-controller', PodGarbageCollectorController),
  describe('replicaset-controller', ReplicaSetController),
  describe('replicationcontroller-controller', ReplicationControllerController, 'replication-controller'),
  describe('resourcequota-controller', ResourceQuotaController),
  describe('root-ca-certificate-publisher-controller', RootCaCertificatePublisherController),
  describe('service-lb-controller', ServiceLbController, 'service-controller'),
  describe('serviceaccount-controller', ServiceAccountController),
  describe('serviceaccount-token-controller', ServiceAccountTokenController),
  describe('statefulset-controller', StatefulSetController),
  describe('ttl-after-finished-controller', TtlAfterFinishedController),
  describe('ttl-controller', TtlController),
];
