/**
 * Whether a container of a pod is to be started (again).
 *
 * Upstream: pkg/kubelet/container/helpers.go (ShouldContainerBeRestarted)
 */
import type { Pod } from '../../apiserver/resources/pod/pod-types';
import type { RuntimeContainerStatus } from '../runtime/runtime-status';

/** @param newest the newest container of its name; undefined where there was none yet */
export function shouldBeRestarted(
  { metadata, spec: { restartPolicy } }: Pod,
  newest: RuntimeContainerStatus | undefined,
): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  if (!newest || newest.state === 'created') return true;
  if (newest.state === 'running' || restartPolicy === 'Never') return false;
  return restartPolicy !== 'OnFailure' || newest.exitCode !== 0;
}
