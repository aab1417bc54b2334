/** The type of each built-in kind by its name, for calls that name a kind. Other names give a plain object. */
import type * as admissionregistration from '../apimachinery/api/admissionregistration-v1';
import type { CustomResourceDefinition } from '../apimachinery/api/apiextensions-v1';
import type * as apps from '../apimachinery/api/apps-v1';
import type { HorizontalPodAutoscaler } from '../apimachinery/api/autoscaling-v2';
import type * as batch from '../apimachinery/api/batch-v1';
import type { CertificateSigningRequest } from '../apimachinery/api/certificates-v1';
import type { Lease } from '../apimachinery/api/coordination-v1';
import type * as core from '../apimachinery/api/core-v1';
import type { EndpointSlice } from '../apimachinery/api/discovery-v1';
import type * as networking from '../apimachinery/api/networking-v1';
import type { RuntimeClass } from '../apimachinery/api/node-v1';
import type { PodDisruptionBudget } from '../apimachinery/api/policy-v1';
import type * as rbac from '../apimachinery/api/rbac-v1';
import type { PriorityClass } from '../apimachinery/api/scheduling-v1';
import type * as storage from '../apimachinery/api/storage-v1';
import type { KubeObject } from '../apimachinery/object-meta';

export interface Kinds {
  ConfigMap: core.ConfigMap;
  Endpoints: core.Endpoints;
  Event: core.Event;
  LimitRange: core.LimitRange;
  Namespace: core.Namespace;
  Node: core.Node;
  PersistentVolume: core.PersistentVolume;
  PersistentVolumeClaim: core.PersistentVolumeClaim;
  Pod: core.Pod;
  PodTemplate: core.PodTemplate;
  ReplicationController: core.ReplicationController;
  ResourceQuota: core.ResourceQuota;
  Secret: core.Secret;
  Service: core.Service;
  ServiceAccount: core.ServiceAccount;
  ControllerRevision: apps.ControllerRevision;
  DaemonSet: apps.DaemonSet;
  Deployment: apps.Deployment;
  ReplicaSet: apps.ReplicaSet;
  StatefulSet: apps.StatefulSet;
  CronJob: batch.CronJob;
  Job: batch.Job;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  EndpointSlice: EndpointSlice;
  Ingress: networking.Ingress;
  IngressClass: networking.IngressClass;
  NetworkPolicy: networking.NetworkPolicy;
  PodDisruptionBudget: PodDisruptionBudget;
  ClusterRole: rbac.ClusterRole;
  ClusterRoleBinding: rbac.ClusterRoleBinding;
  Role: rbac.Role;
  RoleBinding: rbac.RoleBinding;
  PriorityClass: PriorityClass;
  RuntimeClass: RuntimeClass;
  CSIDriver: storage.CSIDriver;
  CSINode: storage.CSINode;
  CSIStorageCapacity: storage.CSIStorageCapacity;
  StorageClass: storage.StorageClass;
  VolumeAttachment: storage.VolumeAttachment;
  CertificateSigningRequest: CertificateSigningRequest;
  CustomResourceDefinition: CustomResourceDefinition;
  Lease: Lease;
  MutatingWebhookConfiguration: admissionregistration.MutatingWebhookConfiguration;
  ValidatingWebhookConfiguration: admissionregistration.ValidatingWebhookConfiguration;
}

/** The type of what is called `Name`. */
export type ObjectNamed<Name extends string> = Name extends keyof Kinds ? Kinds[Name] : KubeObject;
