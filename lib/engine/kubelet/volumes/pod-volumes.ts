/**
 * Which volumes of a pod are used, and what they show.
 *
 * Upstream: pkg/volume/util/util.go (GetPodVolumeNames)
 */
import type { Container, EphemeralContainer, Volume, VolumeProjection } from '../../apimachinery/api/core-v1';
import type { Pod } from '../../apiserver/resources/pod/pod-types';

/** Those that a container mounts; the others are left alone. */
export function usedVolumes({ spec }: Pod): readonly Volume[] {
  if (!spec.volumes?.length) return [];
  const names = new Set<string>();
  const containers: readonly (Container | EphemeralContainer)[] = [
    ...(spec.initContainers ?? []),
    ...spec.containers,
    ...(spec.ephemeralContainers ?? []),
  ];
  for (const { volumeMounts = [], volumeDevices = [] } of containers) {
    for (const { name } of [...volumeMounts, ...volumeDevices]) names.add(name);
  }
  return spec.volumes.filter(({ name }) => names.has(name));
}

/** ConfigMaps and Secrets in the pod's volumes: `configmaps/NAMESPACE/NAME`. */
export function referencesOf(pod: Pod): ReadonlySet<string> {
  const namespace = pod.metadata.namespace!;
  const keys = new Set<string>();
  const add = ({ configMap, secret }: VolumeProjection): void => {
    if (configMap) keys.add(`configmaps/${namespace}/${configMap.name}`);
    if (secret) keys.add(`secrets/${namespace}/${secret.name}`);
  };
  for (const { configMap, secret, projected } of usedVolumes(pod)) {
    add({ configMap, secret: secret && { name: secret.secretName } });
    projected?.sources?.forEach(add);
  }
  return keys;
}
