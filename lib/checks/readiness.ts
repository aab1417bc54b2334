/** What of the manifests is to become ready, and waiting until it is. */
import type { Job } from '../engine/apimachinery/api/batch-v1';
import type { Pod } from '../engine/apimachinery/api/core-v1';
import type { KubeObject } from '../engine/apimachinery/object-meta';
import { isPodReady } from '../engine/controllers/pods/pod-state';
import type { RehearsedCluster } from './rehearsed-cluster';
import { isAvailable, isWorkload } from './workload';

/** Longer than the 10 minutes after which a Deployment says by itself that it makes no progress. */
export const READY_WITHIN_MS = 15 * 60_000;

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'Job'];

/** The objects of the manifests that become ready, or end well, as they are now. */
export function expectedReady(stage: RehearsedCluster): readonly KubeObject[] {
  return KINDS.flatMap((kind) => stage.objects<KubeObject>(kind));
}

export function isReady(object: KubeObject): boolean {
  if (isWorkload(object)) return isAvailable(object);
  if (object.kind === 'Job') return isComplete(object as Job);
  const pod = object as Pod;
  return isPodReady(pod) || pod.status?.phase === 'Succeeded';
}

function isComplete({ status, spec }: Job): boolean {
  if (spec?.suspend) return true;
  return status?.conditions?.some(({ type, status: value }) => type === 'Complete' && value === 'True') ?? false;
}

/** Lets time pass until everything is ready, at most 15 minutes. Returns what is not. */
export function settle(stage: RehearsedCluster): readonly KubeObject[] {
  const unready = (): readonly KubeObject[] => expectedReady(stage).filter((object) => !isReady(object));
  stage.waitFor(() => unready().length === 0, READY_WITHIN_MS);
  return unready();
}
