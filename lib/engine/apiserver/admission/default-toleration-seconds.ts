/**
 * Lets pods stay five minutes on a node that is not ready or unreachable, unless they say otherwise.
 *
 * Upstream: plugin/pkg/admission/defaulttolerationseconds/admission.go
 */
import type { Toleration } from '../../apimachinery/api/core-v1';
import type { AdmissionPlugin } from './admission';
import { podOf, withPodSpec } from './pod-request';

const SECONDS = 300;
const KEYS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

function covers({ key, effect }: Toleration, wanted: string): boolean {
  return (key === wanted || !key) && (effect === 'NoExecute' || !effect);
}

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit: (request) => {
    const pod = podOf(request);
    if (!pod || (request.operation !== 'CREATE' && request.operation !== 'UPDATE')) return undefined;
    const tolerations = pod.spec.tolerations ?? [];
    const missing = KEYS.filter((key) => !tolerations.some((toleration) => covers(toleration, key)));
    if (missing.length === 0) return undefined;
    const added = missing.map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }));
    return withPodSpec(pod, { tolerations: [...tolerations, ...added] });
  },
};
