/**
 * Fields whose features are off in v1.28: whatever a client sends in them is forgotten before validation.
 *
 * Upstream: pkg/api/pod/util.go (dropDisabledFields, dropDisabledPodStatusFields)
 */
import type { Container, ContainerStatus, PodSpec, PodStatus, Volume } from '../../../apimachinery/api/core-v1';
import { completed, eachCompleted } from '../../defaults';
import type { PodTemplateSpec } from './pod-types';

/** The object without some members; itself where it has none of them. */
function without<T extends object>(object: T, ...members: readonly (keyof T)[]): T {
  if (members.every((member) => object[member] === undefined)) return object;
  const copy: Partial<T> = { ...object };
  for (const member of members) delete copy[member];
  return copy as T;
}

/** DynamicResourceAllocation, InPlacePodVerticalScaling, ProcMountType. */
function droppedOfContainer<T extends Container>(container: T): T {
  let kept: Container = without<Container>(container, 'resizePolicy');
  kept = completed(kept, 'resources', (resources) => without(resources, 'claims'));
  return completed(kept, 'securityContext', (context) =>
    context.procMount === undefined || context.procMount === 'Default' ? context : { ...context, procMount: 'Default' },
  ) as T;
}

/** SidecarContainers too. */
function droppedOfInitContainer(container: Container): Container {
  return without(droppedOfContainer(container), 'restartPolicy');
}

function droppedOfVolume(volume: Volume): Volume {
  return completed(volume, 'ephemeral', (source) =>
    completed(source, 'volumeClaimTemplate', (template) =>
      completed(template, 'spec', (spec) => completed(spec, 'resources', (resources) => without(resources, 'claims'))),
    ),
  );
}

/** The spec without what is off; the same spec where nothing is. */
export function withoutDisabledFields(spec: PodSpec): PodSpec {
  let kept = without(spec, 'hostUsers', 'resourceClaims');
  kept = completed(kept, 'containers', (list) => eachCompleted(list, droppedOfContainer));
  kept = completed(kept, 'initContainers', (list) => eachCompleted(list, droppedOfInitContainer));
  kept = completed(kept, 'ephemeralContainers', (list) => eachCompleted(list, droppedOfContainer));
  return completed(kept, 'volumes', (list) => eachCompleted(list, droppedOfVolume));
}

/** The template without what is off. */
export function withoutDisabledTemplateFields(template: PodTemplateSpec): PodTemplateSpec {
  return completed(template, 'spec', withoutDisabledFields);
}

/** DynamicResourceAllocation, InPlacePodVerticalScaling, PodHostIPs. */
export function withoutDisabledStatusFields(status: PodStatus): PodStatus {
  const each = (statuses: readonly ContainerStatus[]): readonly ContainerStatus[] =>
    eachCompleted(statuses, (one) => without(one, 'allocatedResources', 'resources'));
  let kept = without(status, 'resize', 'resourceClaimStatuses', 'hostIPs');
  kept = completed(kept, 'containerStatuses', each);
  kept = completed(kept, 'initContainerStatuses', each);
  return completed(kept, 'ephemeralContainerStatuses', each);
}
