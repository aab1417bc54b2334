/**
 * The engine as a library: a whole cluster in one object, synchronous and on virtual time, and the types of what it holds.
 *
 * The kinds of Kubernetes are types in namespaces named as in client-go: `appsV1.Deployment`, `coreV1.Pod`.
 */
export { Cluster, type ClusterOptions, type KubeletMode } from './cluster';
export type { Applied, Client, Draft, ListSelection, ResourceClient, ServedResource } from './client/client';
export { ManifestsRefusedError, type AppliedManifest, type RefusedManifest } from './client/apply-manifests';
export { ManifestError, type Manifest } from './client/read-manifests';
export type { Informer, InformerHandlers, Lister } from './client/informer';
export type { ObjectNamed } from './client/kinds';
export type { Clock, Scheduling, Timer, VirtualClock } from './clock/clock';
export type { ControllerManagerOptions } from './controllers/controller-manager-options';
export { FaultError, type Fault } from './faults/fault';
export type { Faults, NodeShortage } from './faults/faults';
export type { ImageBehaviour, ImageTable } from './kubelet/images/image-behaviours';
export { ControllerSelection } from './controllers/controller-selection';
export { SchedulerConfigurationError } from './scheduler/configuration/configuration-fields';
export {
  readSchedulerConfiguration,
  type SchedulerConfiguration,
} from './scheduler/configuration/scheduler-configuration';
export type { NodeExplanation, Outlook, SchedulingExplanation } from './scheduler/explanation/explanation';
export { explanationText } from './scheduler/explanation/explanation-text';
export { DISK_DRIVER } from './storage/disk-parameters';
export {
  isStatusError,
  StatusError,
  type Status,
  type StatusCause,
  type StatusDetails,
  type StatusReason,
} from './apimachinery/status-error';
export type {
  DraftMeta,
  DraftObject,
  JsonObject,
  JsonValue,
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
} from './apimachinery/object-meta';
export type {
  DeleteOptions,
  FieldValidation,
  ObjectList,
  PatchType,
  PropagationPolicy,
  User,
  WriteOptions,
} from './apiserver/request';
export type { HttpRequest, HttpResponse, PendingWebhooks, WatchStream } from './apiserver/http/http-message';
export type { WebhookCall, WebhookCaller, WebhookReply } from './apiserver/admission/webhooks/webhook-call';
export type * as admissionregistrationV1 from './apimachinery/api/admissionregistration-v1';
export type * as apiextensionsV1 from './apimachinery/api/apiextensions-v1';
export type * as apiregistrationV1 from './apimachinery/api/apiregistration-v1';
export type * as appsV1 from './apimachinery/api/apps-v1';
export type * as authenticationV1 from './apimachinery/api/authentication-v1';
export type * as authorizationV1 from './apimachinery/api/authorization-v1';
export type * as autoscalingV1 from './apimachinery/api/autoscaling-v1';
export type * as autoscalingV2 from './apimachinery/api/autoscaling-v2';
export type * as batchV1 from './apimachinery/api/batch-v1';
export type * as certificatesV1 from './apimachinery/api/certificates-v1';
export type * as coordinationV1 from './apimachinery/api/coordination-v1';
export type * as coreV1 from './apimachinery/api/core-v1';
export type * as discoveryV1 from './apimachinery/api/discovery-v1';
export type * as eventsV1 from './apimachinery/api/events-v1';
export type * as flowcontrolV1beta3 from './apimachinery/api/flowcontrol-v1beta3';
export type * as metaV1 from './apimachinery/api/meta-v1';
export type * as networkingV1 from './apimachinery/api/networking-v1';
export type * as nodeV1 from './apimachinery/api/node-v1';
export type * as policyV1 from './apimachinery/api/policy-v1';
export type * as rbacV1 from './apimachinery/api/rbac-v1';
export type * as schedulingV1 from './apimachinery/api/scheduling-v1';
export type * as storageV1 from './apimachinery/api/storage-v1';
