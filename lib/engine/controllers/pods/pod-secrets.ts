/**
 * The Secrets that a pod uses: in volumes, in its environment, to pull images.
 *
 * Upstream: pkg/api/v1/pod/util.go (VisitPodSecretNames)
 */
import type { Container, Pod, Volume } from '../../apimachinery/api/core-v1';

export function secretNamesOf({ spec }: Pod): string[] {
  const {
    imagePullSecrets = [],
    containers = [],
    initContainers = [],
    ephemeralContainers = [],
    volumes = [],
  } = spec ?? {};
  const all: readonly Pick<Container, 'env' | 'envFrom'>[] = [...containers, ...initContainers, ...ephemeralContainers];
  return [
    ...imagePullSecrets.map(({ name }) => name),
    ...all.flatMap(environmentSecrets),
    ...volumes.flatMap(volumeSecrets),
  ].filter((name): name is string => name !== undefined && name !== '');
}

function environmentSecrets({ env = [], envFrom = [] }: Pick<Container, 'env' | 'envFrom'>): (string | undefined)[] {
  return [
    ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
    ...envFrom.map(({ secretRef }) => secretRef?.name),
  ];
}

function volumeSecrets(volume: Volume): (string | undefined)[] {
  return [
    volume.secret?.secretName,
    volume.azureFile?.secretName,
    volume.cephfs?.secretRef?.name,
    volume.cinder?.secretRef?.name,
    volume.flexVolume?.secretRef?.name,
    volume.rbd?.secretRef?.name,
    volume.scaleIO?.secretRef?.name,
    volume.iscsi?.secretRef?.name,
    volume.storageos?.secretRef?.name,
    volume.csi?.nodePublishSecretRef?.name,
    ...(volume.projected?.sources ?? []).map(({ secret }) => secret?.name),
  ];
}
