/**
 * Deployments, StatefulSets and DaemonSets in one shape: what they promise, and whether their last change has come through.
 *
 * Upstream: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go
 */
import type { DaemonSet, Deployment, StatefulSet } from '../engine/apimachinery/api/apps-v1';
import { selectorOf } from '../engine/apimachinery/labels';
import type { KubeObject } from '../engine/apimachinery/object-meta';
import { maxSurge, maxUnavailable, replicasOf } from '../engine/controllers/deployment/fenceposts';
import type { Client } from '../engine/client/client';
import { scaledValue } from '../engine/controllers/pods/scaled-value';

export type WorkloadObject = Deployment | StatefulSet | DaemonSet;

/** The plural that its API calls it, for each kind. */
export const WORKLOAD_PLURALS = { Deployment: 'deployments', StatefulSet: 'statefulsets', DaemonSet: 'daemonsets' };

export type WorkloadKind = keyof typeof WORKLOAD_PLURALS;

export const WORKLOAD_KINDS = Object.keys(WORKLOAD_PLURALS) as readonly WorkloadKind[];

/** What a workload promises of a change of its template. */
export interface Promised {
  /** Pods that it wants. */
  readonly desired: number;
  /** Pods that are always available. */
  readonly atLeast: number;
  /** Pods that there are at most. */
  readonly atMost: number;
}

export function isWorkload(object: KubeObject): object is WorkloadObject {
  return object.kind in WORKLOAD_PLURALS;
}

export function selectorOfWorkload({ spec }: WorkloadObject): ReturnType<typeof selectorOf> {
  return selectorOf(spec?.selector);
}

export function promisedBy(workload: WorkloadObject): Promised {
  if (isKind(workload, 'Deployment')) return promisedByDeployment(workload);
  if (isKind(workload, 'DaemonSet')) return promisedByDaemonSet(workload);
  const desired = workload.spec?.replicas ?? 1;
  return { desired, atLeast: desired - 1, atMost: desired };
}

function promisedByDeployment(deployment: Deployment): Promised {
  const desired = replicasOf(deployment);
  const { type } = deployment.spec?.strategy ?? {};
  if (type === 'Recreate') return { desired, atLeast: 0, atMost: desired };
  return { desired, atLeast: desired - maxUnavailable(deployment), atMost: desired + maxSurge(deployment) };
}

function promisedByDaemonSet({ spec, status }: DaemonSet): Promised {
  const desired = status?.desiredNumberScheduled ?? 0;
  const { maxSurge: surge = 0, maxUnavailable: unavailable = 1 } = spec?.updateStrategy?.rollingUpdate ?? {};
  const missing = scaledValue(unavailable, desired, 'up');
  return { desired, atLeast: Math.max(0, desired - missing), atMost: desired + scaledValue(surge, desired, 'up') };
}

/** All pods are of the newest template, and available. */
export function isRolledOut(workload: WorkloadObject): boolean {
  const { status, metadata } = workload;
  if (!status || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return false;
  if (isKind(workload, 'Deployment')) {
    const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = workload.status ?? {};
    const desired = replicasOf(workload);
    return updatedReplicas === desired && replicas === desired && availableReplicas === desired;
  }
  if (isKind(workload, 'DaemonSet')) {
    const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = workload.status ?? {};
    return updatedNumberScheduled === desiredNumberScheduled && numberAvailable === desiredNumberScheduled;
  }
  return isStatefulSetRolledOut(workload);
}

/** Under OnDelete nothing is replaced, and below a partition neither. */
function isStatefulSetRolledOut({ spec, status }: StatefulSet): boolean {
  const desired = spec?.replicas ?? 1;
  const { replicas = 0, readyReplicas = 0, availableReplicas = 0, updatedReplicas = 0 } = status ?? {};
  if (replicas !== desired || readyReplicas !== desired || availableReplicas !== desired) return false;
  if (spec?.updateStrategy?.type === 'OnDelete') return true;
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  return partition > 0
    ? updatedReplicas >= desired - partition
    : status?.currentRevision === status?.updateRevision || updatedReplicas === desired;
}

/** All the pods it wants are available, of whatever template. */
export function isAvailable(workload: WorkloadObject): boolean {
  if ((workload.status?.observedGeneration ?? 0) < (workload.metadata.generation ?? 0)) return false;
  return availableOf(workload) >= promisedBy(workload).desired;
}

export function availableOf(workload: WorkloadObject): number {
  if (isKind(workload, 'DaemonSet')) return workload.status?.numberAvailable ?? 0;
  return (workload as Deployment | StatefulSet).status?.availableReplicas ?? 0;
}

function isKind<Kind extends WorkloadKind>(
  workload: WorkloadObject,
  kind: Kind,
): workload is Kind extends 'Deployment' ? Deployment : Kind extends 'StatefulSet' ? StatefulSet : DaemonSet {
  return workload.kind === kind;
}

/** Changes the pod template, which starts a rollout. */
export function changeTemplate(client: Client, { kind, metadata }: WorkloadObject, template: object): void {
  client
    .resource(WORKLOAD_PLURALS[kind as WorkloadKind], 'apps')
    .patch(metadata.name, metadata.namespace!, 'strategic', { spec: { template } });
}
