/** Pods as admission sees them: which requests are about a whole pod, and how one is changed without touching what is shared. */
import type { PodSpec } from '../../apimachinery/api/core-v1';
import type { KubeObject } from '../../apimachinery/object-meta';
import type { Pod } from '../resources/pod/pod-types';
import type { AdmissionRequest } from './admission';

/** The pod that is being created, or changed through its main resource; undefined for anything else. */
export function podOf(request: AdmissionRequest): Pod | undefined {
  const { target, object } = request;
  if (target.definition.table !== 'pods' || target.subresource !== '') return undefined;
  return object as unknown as Pod | undefined;
}

/** A copy of the pod with some members of its spec replaced; `undefined` removes one. */
export function withPodSpec(pod: Pod, changes: Partial<PodSpec>): KubeObject {
  const spec: Record<string, unknown> = { ...pod.spec, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === undefined) delete spec[name];
  return { ...pod, spec } as unknown as KubeObject;
}
