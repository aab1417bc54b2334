/**
 * Notes since when the API server has noted the use of tokens that Secrets hold, and the day of their last use.
 *
 * Upstream: pkg/controlplane/controller/legacytokentracking/controller.go, pkg/serviceaccount/legacy.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';

export const LAST_USED_LABEL = 'kubernetes.io/legacy-token-last-used';
const NAME = 'kube-apiserver-legacy-service-account-token-tracking';

/** A day as both are written. */
export function trackedDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function legacyTokenTracking(nowMs: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAME, namespace: 'kube-system' },
    data: { since: trackedDay(nowMs) },
  } as unknown as KubeObject;
}
