/**
 * The admission plugins that kube-apiserver v1.28 runs by default, in its order.
 *
 * Upstream: pkg/kubeapiserver/options/plugins.go
 * Differs: webhooks and ValidatingAdmissionPolicy are not called yet; CertificateApproval, CertificateSigning and ClusterTrustBundleAttest
 * ask an authoriser that allows everything here.
 */
import type { Random } from '../../random/random';
import type { AdmissionPlugin } from './admission';
import { defaultIngressClass, defaultStorageClass } from './default-classes';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { limitRanger } from './limit-ranger';
import { namespaceLifecycle } from './namespace-lifecycle';
import { podSecurity } from './pod-security/pod-security';
import { priority } from './priority';
import { resourceQuota } from './resource-quota';
import { runtimeClass } from './runtime-class';
import { serviceAccount } from './service-account';
import { storageObjectInUseProtection } from './storage-protection';
import { taintNodesByCondition } from './taint-nodes-by-condition';

export function defaultAdmissionPlugins(random: Random): AdmissionPlugin[] {
  return [
    namespaceLifecycle,
    limitRanger,
    serviceAccount(random.fork('service-account-volumes')),
    taintNodesByCondition,
    podSecurity,
    priority,
    defaultTolerationSeconds,
    defaultStorageClass,
    storageObjectInUseProtection,
    runtimeClass,
    defaultIngressClass,
    resourceQuota,
  ];
}
