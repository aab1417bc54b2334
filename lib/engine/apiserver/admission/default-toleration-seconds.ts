/**
 * Lets pods stay five minutes on a node that is not ready or unreachable, unless they say otherwise.
 *
 * Upstream: plugin/pkg/admission/defaulttolerationseconds/admission.go
 */
import type { Toleration } from '../../apimachinery/api/core-v1';
import { deepFreeze } from '../../apimachinery/deep-freeze';
import type { AdmissionPlugin } from './admission';
import { podOf, withPodSpec } from './pod-request';

const SECONDS = 300;
/** The same for every pod, and so one object for all of them. */
const ADDED: readonly Toleration[] = deepFreeze(
  ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: SECONDS,
  })),
);

function covers({ key, effect }: Toleration, wanted: Toleration): boolean {
  return (key === wanted.key || !key) && (effect === 'NoExecute' || !effect);
}

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit: (request) => {
    const pod = podOf(request);
    if (!pod || (request.operation !== 'CREATE' && request.operation !== 'UPDATE')) return undefined;
    const tolerations = pod.spec.tolerations ?? [];
    if (tolerations.length === 0) return withPodSpec(pod, { tolerations: ADDED });
    const missing = ADDED.filter((wanted) => !tolerations.some((toleration) => covers(toleration, wanted)));
    return missing.length === 0 ? undefined : withPodSpec(pod, { tolerations: [...tolerations, ...missing] });
  },
};
