/**
 * Pods and templates as they are once they were decoded: the spec is there, whatever was sent.
 *
 * Upstream: staging/src/k8s.io/api/core/v1/types.go
 */
import type * as core from '../../../apimachinery/api/core-v1';

/** Quantities by the name of a resource (`cpu`, `memory`, `example.com/gpu`). */
export type ResourceList = Readonly<Record<string, string>>;

/** What a volume is made of: exactly one of the members. */
export type VolumeSource = Omit<core.Volume, 'name'>;

/** What a probe or a hook does: exactly one of the members. Hooks know no `grpc`. */
export type Handler = Pick<core.Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;

export type Pod = core.Pod & { readonly spec: core.PodSpec };

export type PodTemplateSpec = core.PodTemplateSpec & { readonly spec: core.PodSpec };

export type PodTemplate = core.PodTemplate & { readonly template: PodTemplateSpec };
