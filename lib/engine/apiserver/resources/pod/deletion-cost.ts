/**
 * What it costs to delete a pod rather than its siblings, as its owner has written into an annotation.
 *
 * Upstream: pkg/apis/core/helper/helpers.go (GetDeletionCostFromPodAnnotations)
 */
export const POD_DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

const MAX_INT32 = 2 ** 31 - 1;

/** 0 where nothing is written; undefined where it is no 32-bit integer, or one with a plus sign or leading zeros. */
export function deletionCostOf(annotations: Readonly<Record<string, string>>): number | undefined {
  const text = annotations[POD_DELETION_COST];
  if (text === undefined) return 0;
  if (!/^(0|[1-9][0-9]*|-[0-9]+)$/.test(text)) return undefined;
  const cost = Number(text);
  return cost > MAX_INT32 || cost < -MAX_INT32 - 1 ? undefined : cost;
}
