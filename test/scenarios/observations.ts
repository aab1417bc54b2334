/** A cluster for scenarios, and what people look at in one: conditions, events, reasons why containers wait. */
import type { Node, Pod } from '../../lib/engine/apimachinery/api/core-v1';
import type { KubeObject } from '../../lib/engine/apimachinery/object-meta';
import { isStatusError, type StatusError } from '../../lib/engine/apimachinery/status-error';
import { parseDuration } from '../../lib/engine/apimachinery/time';
import { Cluster, type ClusterOptions } from '../../lib/engine/cluster';

/** Three nodes, one in each of three zones, everything running and every invariant held. */
export function newCluster(options: ClusterOptions = {}): Cluster {
  const cluster = new Cluster({ nodes: 3, invariants: true, ...options });
  // A cluster's first seconds: accounts, addresses, the nodes' readiness.
  cluster.advance('5s');
  return cluster;
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

type Conditioned = KubeObject<{ readonly status?: { readonly conditions?: readonly Condition[] } }>;

/** Status, reason and message of a condition; undefined where the object has none of the type. */
export function condition(of: Conditioned, type: string): Omit<Condition, 'type'> | undefined {
  const found = of.status?.conditions?.find((candidate) => candidate.type === type);
  return found && { status: found.status, reason: found.reason, message: found.message };
}

/** Messages of the events with a reason, each once, in order. */
export function events(cluster: Cluster, reason: string): string[] {
  const found = cluster.list('Event').filter((event) => event.reason === reason);
  return [...new Set(found.map(({ message = '' }) => message))];
}

/** The pods of an app, by name */
export function podsOf(cluster: Cluster, app: string): readonly Pod[] {
  return cluster.list('Pod', { namespace: 'default', labelSelector: `app=${app}` });
}

export function isReady(of: Conditioned): boolean {
  return condition(of, 'Ready')?.status === 'True';
}

export function readyPods(cluster: Cluster, app: string): number {
  return podsOf(cluster, app).filter(isReady).length;
}

/** How many of its pods a Deployment says are available. */
export function available(cluster: Cluster, name: string): number {
  return cluster.get('Deployment', name).status?.availableReplicas ?? 0;
}

/** A Deployment has nothing left to do, as `kubectl rollout status` sees it. */
export function rolledOut(name: string): (cluster: Cluster) => boolean {
  return (cluster) => {
    const { metadata, spec, status = {} } = cluster.get('Deployment', name);
    const replicas = spec?.replicas ?? 1;
    const { observedGeneration, updatedReplicas = 0, replicas: all = 0, availableReplicas = 0 } = status;
    return (
      observedGeneration === metadata.generation &&
      updatedReplicas === replicas &&
      all === replicas &&
      availableReplicas === replicas
    );
  };
}

/** Reason and message for which the first container of a pod waits. */
export function waiting(of: Pod): { readonly reason?: string; readonly message?: string } | undefined {
  const container = of.status?.containerStatuses?.[0] ?? of.status?.initContainerStatuses?.[0];
  return container?.state?.waiting;
}

/** Reason and exit code of the last end of a pod's first container. */
export function lastEnd(of: Pod): { readonly reason?: string; readonly exitCode: number } | undefined {
  const { lastState, state } = of.status?.containerStatuses?.[0] ?? {};
  const end = state?.terminated ?? lastState?.terminated;
  return end && { reason: end.reason, exitCode: end.exitCode };
}

/** What the API server says to a request that it refuses. @throws Error when it does not refuse */
export function refusal(request: () => unknown): { readonly code: number; readonly message: string } {
  const { code, message } = refused(request);
  return { code, message };
}

function refused(request: () => unknown): StatusError {
  try {
    request();
  } catch (error) {
    if (isStatusError(error)) return error;
    throw error;
  }
  throw new Error('The API server took it.');
}

/** Asks for a pod to go, as a drain does. @throws StatusError */
export function evict(cluster: Cluster, podName: string): void {
  const metadata = { name: podName, namespace: 'default' };
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata } as KubeObject;
  cluster.resource('Pod').createSubresource('eviction', podName, 'default', eviction);
}

/** Why a pod is refused eviction: code, message and causes. */
export function evictionRefusal(
  cluster: Cluster,
  podName: string,
): { code: number; message: string; causes: string[] } {
  const { code, message, status } = refused(() => evict(cluster, podName));
  return { code, message, causes: (status.details?.causes ?? []).map((cause) => cause.message ?? '') };
}

/** Changes part of an object, as `kubectl patch` does. */
export function patch(cluster: Cluster, kind: string, name: string, change: object, namespace = 'default'): void {
  cluster.resource(kind).patch(name, namespace, 'merge', change);
}

/** Taints of a node beside its own, or none. */
export function taint(cluster: Cluster, node: string, taints: NonNullable<NonNullable<Node['spec']>['taints']>): void {
  patch(cluster, 'Node', node, { spec: { taints } }, '');
}

/** Runs for a while and says the least and the most that was measured after each event. */
export function extremes(cluster: Cluster, within: string, measure: () => number): { least: number; most: number } {
  const endMs = cluster.clock.now() + parseDuration(within);
  const measured = { least: Infinity, most: -Infinity };
  cluster.runUntil(
    () => {
      const now = measure();
      measured.least = Math.min(measured.least, now);
      measured.most = Math.max(measured.most, now);
      return cluster.clock.now() >= endMs;
    },
    { within },
  );
  return measured;
}
