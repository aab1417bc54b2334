/**
 * What the rules of a pod's parts know besides the part: whose spec it is, and what an older object may keep though it would be refused
 * today.
 *
 * Upstream: pkg/apis/core/validation/validation.go (PodValidationOptions), pkg/api/pod/util.go (GetValidationOptionsFromPodSpecAndMeta)
 */
import type { Container, PodSpec } from '../../../apimachinery/api/core-v1';
import type { PodTemplateSpec, VolumeSource } from './pod-types';
import { toleratedFaults, type ToleratedFaults } from './tolerated-faults';

export interface PodContext {
  /** A pod's own spec, not that of a template. */
  readonly isPod: boolean;
  /** Undefined in a template: its pods have no names yet. */
  readonly podName?: string;
  readonly tolerated: ToleratedFaults;
}

/** For rules of parts of the spec. */
export interface PodSpecContext extends PodContext {
  readonly spec: PodSpec;
  /** The volumes that were found right, by name; filled by the rule of `volumes`, which comes first. */
  readonly volumes: Map<string, VolumeSource>;
}

/** For rules of parts of a container. */
export interface ContainerContext extends PodSpecContext {
  readonly container: Container;
}

/** @param old what it was, in a change. */
export function templateContext(old?: PodTemplateSpec): PodContext {
  return { isPod: false, tolerated: toleratedFaults(old) };
}

/** @param old what it was, in a change. */
export function podContext(podName: string, old?: PodTemplateSpec): PodContext {
  return { isPod: true, podName, tolerated: toleratedFaults(old) };
}
