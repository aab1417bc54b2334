/**
 * All containers of a pod, with the paths at which they stand.
 *
 * Upstream: pkg/apis/core/pods/helpers.go (VisitContainersWithPath)
 */
import type { Container, PodSpec } from '../../../apimachinery/api/core-v1';
import type { FieldPath } from '../../../apimachinery/validation/field-path';

/** Init containers, containers, ephemeral containers. @param at the path of the spec. */
export function containersWithPath(spec: PodSpec, at: FieldPath): (readonly [Container, FieldPath])[] {
  const list = (member: 'initContainers' | 'containers' | 'ephemeralContainers'): (readonly [Container, FieldPath])[] =>
    (spec[member] ?? []).map((container, index) => [container, at.child(member).index(index)]);
  return [...list('initContainers'), ...list('containers'), ...list('ephemeralContainers')];
}
