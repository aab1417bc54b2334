/**
 * The older forms of a node's labels follow the current ones.
 *
 * Upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go (reconcileNodeLabels)
 */
import type { Labels } from '../../apimachinery/labels';

const OLDER_LABELS = [
  ['kubernetes.io/os', 'beta.kubernetes.io/os'],
  ['kubernetes.io/arch', 'beta.kubernetes.io/arch'],
] as const;

/** The labels that have to be set; none where all is well. */
export function missingNodeLabels(labels: Labels = {}): Labels {
  const missing: Record<string, string> = {};
  for (const [current, older] of OLDER_LABELS) {
    const value = labels[current];
    if (value !== undefined && labels[older] !== value) missing[older] = value;
  }
  return missing;
}
