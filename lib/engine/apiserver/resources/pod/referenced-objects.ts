/**
 * The Secrets, ConfigMaps and claims that a pod names, wherever it names them.
 *
 * Upstream: pkg/api/v1/pod/util.go (VisitPodSecretNames, VisitPodConfigmapNames), staging/src/k8s.io/component-helpers/storage/ephemeral
 */
import type { Container, EphemeralContainer, Volume } from '../../../apimachinery/api/core-v1';
import type { Pod } from './pod-types';

type Names = readonly (string | undefined)[];

function containersOf({ spec }: Pod): readonly (Container | EphemeralContainer)[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}

function distinct(names: Names): string[] {
  return [...new Set(names.filter((name): name is string => name !== undefined && name !== ''))];
}

export function secretNamesOf(pod: Pod): readonly string[] {
  return distinct([
    ...(pod.spec.imagePullSecrets ?? []).map(({ name }) => name),
    ...containersOf(pod).flatMap(({ envFrom = [], env = [] }) => [
      ...envFrom.map(({ secretRef }) => secretRef?.name),
      ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ]),
    ...(pod.spec.volumes ?? []).flatMap(secretsOfVolume),
  ]);
}

function secretsOfVolume(volume: Volume): Names {
  const { cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos, csi } = volume;
  const references = [
    ...[cephfs, cinder, flexVolume, rbd, scaleIO, iscsi, storageos].map((source) => source?.secretRef),
    csi?.nodePublishSecretRef,
  ];
  return [
    volume.azureFile?.secretName,
    volume.secret?.secretName,
    ...(volume.projected?.sources ?? []).map(({ secret }) => secret?.name),
    ...references.map((reference) => reference?.name),
  ];
}

export function configMapNamesOf(pod: Pod): readonly string[] {
  return distinct([
    ...containersOf(pod).flatMap(({ envFrom = [], env = [] }) => [
      ...envFrom.map(({ configMapRef }) => configMapRef?.name),
      ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ]),
    ...(pod.spec.volumes ?? []).flatMap(({ configMap, projected }) => [
      configMap?.name,
      ...(projected?.sources ?? []).map((source) => source.configMap?.name),
    ]),
  ]);
}

/** Claims that exist before the pod, and those that are made for its ephemeral volumes. */
export function claimNamesOf({ metadata, spec }: Pod): readonly string[] {
  return distinct(
    (spec.volumes ?? []).map(({ name, persistentVolumeClaim, ephemeral }) =>
      persistentVolumeClaim ? persistentVolumeClaim.claimName : ephemeral ? `${metadata.name}-${name}` : undefined,
    ),
  );
}
