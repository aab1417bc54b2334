/** Says in the cluster's own words what keeps an object from being ready. */
import type { Pod } from '../engine/apimachinery/api/core-v1';
import type { KubeObject } from '../engine/apimachinery/object-meta';
import { isPodFinished, isPodReady, podCondition } from '../engine/controllers/pods/pod-state';
import type { RehearsedCluster } from './rehearsed-cluster';
import { isWorkload, type WorkloadObject } from './workload';

type Conditioned = KubeObject<{
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}>;

export function whyNotReady(stage: RehearsedCluster, object: KubeObject): string {
  if (isWorkload(object)) return whyNotAvailable(stage, object);
  if (object.kind === 'Pod') return whyPodNotReady(stage, object as Pod) ?? 'not ready';
  return whyByConditions(object) ?? 'not complete';
}

/** The first reason found: its pods', what kept pods from being made, its own conditions; then how many are there. */
export function whyNotAvailable(stage: RehearsedCluster, workload: WorkloadObject): string {
  const pods = stage.podsOf(workload);
  const stuck = pods.filter((pod) => !isPodFinished(pod) && !isPodReady(pod));
  for (const pod of stuck) {
    const why = whyPodNotReady(stage, pod);
    if (why) return `${why} (${stuck.length} of ${pods.length} pods)`;
  }
  return whyNotMade(stage, workload) ?? whyByConditions(workload) ?? `${pods.length} pods, ${stuck.length} not ready`;
}

/** Undefined where nothing says more than that it is not ready. */
function whyPodNotReady(stage: RehearsedCluster, pod: Pod): string | undefined {
  const scheduled = podCondition(pod, 'PodScheduled');
  if (scheduled?.status === 'False') return reasonAndMessage(scheduled);
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const { name, state, lastState } of statuses) {
    const { waiting } = state ?? {};
    if (waiting && waiting.reason !== 'ContainerCreating' && waiting.reason !== 'PodInitializing') {
      const ended = lastState?.terminated;
      const last = ended ? `; last ended with ${ended.reason} (exit code ${ended.exitCode})` : '';
      return `container ${name}: ${reasonAndMessage(waiting)}${last}`;
    }
  }
  return warningAbout(stage, pod) ?? whyByConditions(pod);
}

/** What the controller was told when it tried to make pods, such as a quota that is exceeded. */
function whyNotMade(stage: RehearsedCluster, { kind, metadata }: WorkloadObject): string | undefined {
  const sets = stage.cluster.list('ReplicaSet', { namespace: metadata.namespace });
  for (const set of sets) {
    const owned = set.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid);
    const failure = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    if (owned && failure?.status === 'True') return reasonAndMessage(failure);
  }
  return kind === 'Deployment' ? undefined : warningAbout(stage, { metadata } as KubeObject);
}

/** Says that a mount failed, and not why. */
const VAGUE = /^Unable to attach or mount volumes/;

/** The newest warning that names the object, of those that say why. */
function warningAbout(stage: RehearsedCluster, { metadata }: KubeObject): string | undefined {
  const warnings = stage.cluster
    .list('Event', { namespace: metadata.namespace })
    .filter(({ type, involvedObject }) => type === 'Warning' && involvedObject?.uid === metadata.uid);
  const newest = warnings.findLast(({ message = '' }) => !VAGUE.test(message)) ?? warnings.at(-1);
  return newest && reasonAndMessage(newest);
}

function whyByConditions(object: KubeObject): string | undefined {
  const { status } = object as Conditioned;
  const told = (status?.conditions ?? []).filter(({ message }) => message);
  const bad =
    told.find(({ type, status: value }) => type === 'Failed' && value === 'True') ??
    told.find(({ status: value }) => value === 'False');
  return bad && reasonAndMessage(bad);
}

function reasonAndMessage({ reason, message }: { readonly reason?: string; readonly message?: string }): string {
  return [reason, message].filter(Boolean).join(': ');
}
