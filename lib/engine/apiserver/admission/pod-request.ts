/** Pods as admission sees them: which requests are about a whole pod, and how one is changed without touching what is shared. */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import type { AdmissionRequest } from './admission';

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
  readonly tolerationSeconds?: number;
}

export interface ResourceRequirements {
  readonly limits?: Readonly<Record<string, string>>;
  readonly requests?: Readonly<Record<string, string>>;
}

export interface AdmittedContainer {
  readonly name: string;
  readonly image?: string;
  readonly resources?: ResourceRequirements;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

/** The members of a pod's spec that admission looks at. */
export interface AdmittedPodSpec {
  readonly containers: readonly AdmittedContainer[];
  readonly initContainers?: readonly AdmittedContainer[];
  readonly volumes?: readonly JsonObject[];
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
  readonly tolerations?: readonly Toleration[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly overhead?: Readonly<Record<string, string>>;
  readonly priority?: number;
  readonly priorityClassName?: string;
  readonly preemptionPolicy?: string;
  readonly runtimeClassName?: string;
}

export type AdmittedPod = KubeObject<{ readonly spec: AdmittedPodSpec }>;

/** The pod that is being created, or changed through its main resource; undefined for anything else. */
export function podOf(request: AdmissionRequest): AdmittedPod | undefined {
  const { target, object } = request;
  if (target.definition.table !== 'pods' || target.subresource !== '') return undefined;
  return object as unknown as AdmittedPod | undefined;
}

/** A copy of the pod with some members of its spec replaced; `undefined` removes one. */
export function withPodSpec(pod: AdmittedPod, changes: Partial<AdmittedPodSpec>): KubeObject {
  const spec: Record<string, unknown> = { ...pod.spec, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === undefined) delete spec[name];
  return { ...pod, spec } as unknown as KubeObject;
}
