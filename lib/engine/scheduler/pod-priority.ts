/**
 * How important a pod is: the more the higher, 0 where nothing is said.
 *
 * Upstream: staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go (PodPriority)
 */
import type { Pod } from '../apimachinery/api/core-v1';

export function priorityOf({ spec }: Pod): number {
  return spec?.priority ?? 0;
}
