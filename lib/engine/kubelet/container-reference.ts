/**
 * What an event about a container is about: its pod, and the place of the container in it.
 *
 * Upstream: pkg/kubelet/container/ref.go
 */
import type { Container, EphemeralContainer } from '../apimachinery/api/core-v1';
import type { Pod } from '../apiserver/resources/pod/pod-types';
import type { EventSubject } from '../client/event-recorder';

export function containerReference(pod: Pod, name: string): EventSubject {
  const { spec, apiVersion, kind, metadata } = pod;
  return { apiVersion, kind, metadata, fieldPath: `spec.${listOf(spec, name)}{${name}}` };
}

/** A container of any of the three lists, by name. */
export function containerNamed({ spec }: Pod, name: string): Container | undefined {
  const all: readonly (Container | EphemeralContainer)[] = [
    ...spec.containers,
    ...(spec.initContainers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ];
  return all.find((container) => container.name === name);
}

function listOf({ initContainers, ephemeralContainers }: Pod['spec'], name: string): string {
  const named = (container: { readonly name: string }): boolean => container.name === name;
  if (initContainers?.some(named)) return 'initContainers';
  return ephemeralContainers?.some(named) ? 'ephemeralContainers' : 'containers';
}
