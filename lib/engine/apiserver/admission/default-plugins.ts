/**
 * The admission plugins that kube-apiserver v1.28 runs by default, in its order, and NodeRestriction, which kubeadm turns on.
 *
 * Upstream: pkg/kubeapiserver/options/plugins.go
 * Differs: ValidatingAdmissionPolicy and ClusterTrustBundle are not served by default, so their plugins are left out.
 */
import type { Random } from '../../random/random';
import type { Authorizer } from '../authorization/authorizer';
import type { AdmissionPlugin } from './admission';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from './certificates';
import { defaultIngressClass, defaultStorageClass } from './default-classes';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { namespaceLifecycle } from './namespace-lifecycle';
import { nodeRestriction } from './node-restriction/node-restriction';
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize';
import { podSecurity } from './pod-security/pod-security';
import { priority } from './priority';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { storageObjectInUseProtection } from './storage-protection';
import { taintNodesByCondition } from './taint-nodes-by-condition';
import { mutatingWebhooks } from './webhooks/mutating-webhooks';
import { validatingWebhooks } from './webhooks/validating-webhooks';
import type { WebhookCaller } from './webhooks/webhook-call';

export interface AdmissionSurroundings {
  readonly random: Random;
  readonly authorizer: Authorizer;
  readonly webhooks: WebhookCaller;
}

export function defaultAdmissionPlugins({ random, authorizer, webhooks }: AdmissionSurroundings): AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    limitRanger,
    serviceAccount(random.fork('service-account-volumes')),
    nodeRestriction,
    taintNodesByCondition,
    podSecurity,
    priority,
    defaultTolerationSeconds,
    defaultStorageClass,
    storageObjectInUseProtection,
    persistentVolumeClaimResize,
    runtimeClass,
    certificateApproval(authorizer),
    certificateSigning(authorizer),
    certificateSubjectRestriction,
    defaultIngressClass,
    mutatingWebhooks(webhooks, authorizer, random.fork('mutating-webhooks')),
    validatingWebhooks(webhooks, authorizer, random.fork('validating-webhooks')),
    resourceQuota,
  ];
}
