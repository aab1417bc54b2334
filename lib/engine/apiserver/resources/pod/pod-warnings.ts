/**
 * What the server warns of in pods and templates although it takes them.
 *
 * Upstream: pkg/api/pod/warnings.go
 */
import type { PodSpec } from '../../../apimachinery/api/core-v1';
import { quote } from '../../../apimachinery/go-text';
import { FieldPath } from '../../../apimachinery/validation/field-path';
import { SECCOMP_CONTAINER_PREFIX, SECCOMP_POD, type Annotations } from './annotation-rules';
import { containerWarnings, fractionWarnings, portWarnings } from './container-warnings';
import { containersWithPath } from './containers-with-path';
import type { Pod, PodTemplateSpec } from './pod-types';
import { nodeWarnings, podAffinityWarnings } from './scheduling-warnings';
import { volumeWarnings } from './volume-warnings';

const DEPRECATED_ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];
const SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead';

/** @param at the path of the template, e.g. `spec.template`. */
export function podTemplateWarnings({ spec, metadata }: PodTemplateSpec, at: FieldPath): string[] {
  const annotations = metadata?.annotations ?? {};
  const place = at.child('spec');
  const annotationPlace = (key: string): FieldPath => at.child('metadata', 'annotations').key(key);
  const grace = spec.terminationGracePeriodSeconds ?? 0;
  return [
    ...nodeWarnings(spec, place),
    ...DEPRECATED_ANNOTATIONS.filter(([key]) => annotations[key] !== undefined).map(
      ([key, text]) => `${annotationPlace(key)}: ${text}`,
    ),
    ...volumeWarnings(spec.volumes ?? [], place.child('volumes')),
    ...repeatWarnings(spec, place),
    ...fractionWarnings(spec.overhead, 'memory', place.child('overhead')),
    ...fractionWarnings(spec.overhead, 'ephemeral-storage', place.child('overhead')),
    ...seccompAndContainerWarnings(spec, annotations, place, annotationPlace),
    ...portWarnings(containersWithPath(spec, place)),
    ...(grace < 0
      ? [
          `${place.child('terminationGracePeriodSeconds')}: must be >= 0; negative values are invalid and will be treated as 1`,
        ]
      : []),
    ...podAffinityWarnings(spec, place),
  ];
}

export function podWarnings(pod: Pod): string[] {
  return podTemplateWarnings(pod, FieldPath.root);
}

/** The same address or pull secret twice, and pull secrets without a name. */
function repeatWarnings({ hostAliases = [], imagePullSecrets = [] }: PodSpec, at: FieldPath): string[] {
  const addresses = hostAliases.map(({ ip = '' }) => ip);
  const secrets = imagePullSecrets.map(({ name = '' }) => name);
  const secretPlace = (index: number): FieldPath => at.child('imagePullSecrets').index(index).child('name');
  return [
    ...repeated(addresses).map(
      (index) => `${at.child('hostAliases').index(index).child('ip')}: duplicate ip ${quote(addresses[index]!)}`,
    ),
    ...repeated(secrets).map((index) => `${secretPlace(index)}: duplicate name ${quote(secrets[index]!)}`),
    ...secrets.flatMap((name, index) => (name === '' ? [`${secretPlace(index)}: invalid empty name ""`] : [])),
  ];
}

/** Where something stands that stood before. */
function repeated(texts: readonly string[]): number[] {
  return texts.flatMap((text, index) => (texts.indexOf(text) < index ? [index] : []));
}

/** Seccomp annotations count no longer; who has no field has no profile. */
function seccompAndContainerWarnings(
  spec: PodSpec,
  annotations: Annotations,
  at: FieldPath,
  annotationPlace: (key: string) => FieldPath,
): string[] {
  const lost = (profile: unknown, key: string): string[] =>
    profile === undefined && annotations[key] !== undefined ? [`${annotationPlace(key)}: ${SECCOMP}`] : [];
  return [
    ...lost(spec.securityContext?.seccompProfile, SECCOMP_POD),
    ...containersWithPath(spec, at).flatMap(([container, place]) => [
      ...lost(container.securityContext?.seccompProfile, `${SECCOMP_CONTAINER_PREFIX}${container.name}`),
      ...containerWarnings(container, place),
    ]),
  ];
}
