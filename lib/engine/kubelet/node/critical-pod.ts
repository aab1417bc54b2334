/**
 * Pods that the cluster itself lives on: a kubelet neither turns them away nor evicts them for want of resources.
 *
 * Upstream: pkg/kubelet/types/pod_update.go (IsCriticalPod)
 */
import type { Pod } from '../../apiserver/resources/pod/pod-types';

const SYSTEM_CRITICAL_PRIORITY = 2_000_000_000;
const SOURCE = 'kubernetes.io/config.source';

export function isCriticalPod({ metadata, spec }: Pod): boolean {
  return isStaticPod(metadata.annotations) || (spec.priority ?? 0) >= SYSTEM_CRITICAL_PRIORITY;
}

/** One that comes from a file of the node instead of from the API server. */
function isStaticPod(annotations: Readonly<Record<string, string>> = {}): boolean {
  const source = annotations[SOURCE];
  return source !== undefined && source !== 'api';
}
