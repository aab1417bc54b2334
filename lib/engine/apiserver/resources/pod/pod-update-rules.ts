/**
 * What may change in a pod that exists: images, tolerations, the deadline, gates; little else.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidatePodUpdate, ValidatePodEphemeralContainersUpdate)
 */
import type { Container, PodSchedulingGate, PodSpec } from '../../../apimachinery/api/core-v1';
import { quote } from '../../../apimachinery/go-text';
import type { JsonValue } from '../../../apimachinery/object-meta';
import { sameJson } from '../../../apimachinery/same-json';
import { FieldError } from '../../../apimachinery/validation/field-error';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { goDiff } from '../../../apimachinery/validation/go-diff';
import type { Report } from '../../validation/rules';
import { MIRROR_POD } from './annotation-rules';
import { trimmedImageRule } from './container-rules';
import type { Pod } from './pod-types';
import { gatedChanges } from './gated-pod-changes';
import { qosClassOf } from './qos-class';
import { sameSpec } from './same-spec';
import { tolerationChangeFaults } from './toleration-rules';

const SPEC = FieldPath.of('spec');
const MAX_INT32 = 2 ** 31 - 1;
const UPDATABLE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** Answers true where upstream looks no further. */
type Stops = boolean;

/** Faults of a change through the main resource, besides those of the new pod alone. */
export function podChangeFaults(pod: Pod, old: Pod, report: Report): void {
  if (containerListFaults(pod.spec.containers, old.spec.containers, SPEC.child('containers'), report)) return;
  const [inits, oldInits] = [pod.spec.initContainers ?? [], old.spec.initContainers ?? []];
  if (containerListFaults(inits, oldInits, SPEC.child('initContainers'), report)) return;
  if (deadlineFaults(pod.spec, old.spec, report)) return;
  tolerationChangeFaults(pod.spec.tolerations ?? [], old.spec.tolerations ?? [], SPEC.child('tolerations'), report);
  gateFaults(pod.spec.schedulingGates ?? [], old.spec.schedulingGates ?? [], report);
  if (sameSpec(pod.spec, old.spec)) return;
  if ((old.status?.qosClass ?? qosClassOf(old.spec)) !== qosClassOf(pod.spec)) {
    report(FieldError.invalid('metadata', pod.status?.qosClass ?? '', 'Pod QoS is immutable'));
  }
  otherFaults(pod.spec, old.spec, report);
}

/** Containers neither come nor go; images must be there, which upstream tells a second time. */
function containerListFaults(
  containers: readonly Container[],
  old: readonly Container[],
  at: FieldPath,
  report: Report,
): Stops {
  if (containers.length !== old.length) {
    report(FieldError.forbidden(at, 'pod updates may not add or remove containers'));
    return true;
  }
  containers.forEach((container, index) => {
    if (!container.image) report(FieldError.required(at.index(index).child('image')));
    trimmedImageRule(container, at.index(index), report, undefined);
  });
  return false;
}

/** A deadline may be set, or come nearer. */
function deadlineFaults(spec: PodSpec, old: PodSpec, report: Report): Stops {
  const at = SPEC.child('activeDeadlineSeconds');
  const { activeDeadlineSeconds: seconds } = spec;
  const { activeDeadlineSeconds: before } = old;
  const refuse = (detail: string): Stops => {
    report(FieldError.invalid(at, seconds, detail));
    return seconds !== undefined;
  };
  if (seconds === undefined) {
    return before !== undefined && refuse('must not update from a positive integer to nil value');
  }
  if (seconds < 0 || seconds > MAX_INT32) return refuse(`must be between 0 and ${MAX_INT32}, inclusive`);
  return before !== undefined && before < seconds && refuse('must be less than or equal to previous value');
}

function gateFaults(gates: readonly PodSchedulingGate[], old: readonly PodSchedulingGate[], report: Report): void {
  gates.forEach(({ name }, index) => {
    if (old.some((gate) => gate.name === name)) return;
    const place = SPEC.child('schedulingGates').index(index).child('name');
    report(FieldError.forbidden(place, `only deletion is allowed, but found new scheduling gate '${name}'`));
  });
}

/** Everything that was not looked at yet must be as it was. */
function otherFaults(spec: PodSpec, old: PodSpec, report: Report): void {
  const images = (containers: readonly Container[], before: readonly Container[]): readonly Container[] =>
    containers.map((container, index) => ({ ...container, image: before[index]?.image }));
  const settled: PodSpec = {
    ...spec,
    containers: images(spec.containers, old.containers),
    ...(spec.initContainers ? { initContainers: images(spec.initContainers, old.initContainers ?? []) } : {}),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    schedulingGates: old.schedulingGates,
    tolerations: old.tolerations,
  };
  const compared = old.schedulingGates?.length ? gatedChanges(settled, old, report) : settled;
  if (sameSpec(compared, old)) return;
  const difference = goDiff('core.PodSpec', old as JsonValue, compared as JsonValue);
  report(FieldError.forbidden(SPEC, `pod updates may not change fields other than ${UPDATABLE}\n${difference}`));
}

/** Ephemeral containers come, but neither change nor go; the kubelet's own pods get none. */
export function ephemeralContainersChangeFaults(pod: Pod, old: Pod, faults: readonly FieldError[]): FieldError[] {
  if (old.metadata.annotations?.[MIRROR_POD] !== undefined) {
    return [FieldError.forbidden(FieldPath.root.child(''), 'static pods do not support ephemeral containers')];
  }
  const at = SPEC.child('ephemeralContainers');
  const containers = new Map((pod.spec.ephemeralContainers ?? []).map((container) => [container.name, container]));
  const changes = (old.spec.ephemeralContainers ?? []).flatMap((before) => {
    const container = containers.get(before.name);
    const name = quote(before.name);
    if (!container) return [FieldError.forbidden(at, `existing ephemeral containers ${name} may not be removed\n`)];
    if (sameJson(container as JsonValue, before as JsonValue)) return [];
    const difference = goDiff('core.EphemeralContainer', before as JsonValue, container as JsonValue);
    return [FieldError.forbidden(at, `existing ephemeral containers ${name} may not be changed\n${difference}`)];
  });
  return [...faults, ...changes];
}
