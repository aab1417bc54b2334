/**
 * The scale subresource of custom resources: the replicas at the paths that the definition names, as a Scale.
 *
 * Upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/etcd.go (ScaleREST)
 */
import { pathOfFields } from '../../apimachinery/managed-fields/path-element';
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { scaleHandler } from '../scale-subresource';
import type { SubresourceHandler } from '../subresource-handler';
import type { CustomVersion } from './custom-version';
import { valueAt, withValueAt } from './scale-paths';

/** @param storage the version in which objects are stored; its paths count */
export function customScaleHandler(
  versions: readonly CustomVersion[],
  storage: CustomVersion,
): SubresourceHandler | undefined {
  const scale =
    storage.subresources.scale ?? versions.find((version) => version.subresources.scale)?.subresources.scale;
  if (!scale) return undefined;
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return scaleHandler({
    replicas: (object) => numberAt(object, specReplicasPath),
    withReplicas: (object, replicas) =>
      withValueAt(object as JsonObject, specReplicasPath, replicas) as unknown as KubeObject,
    statusReplicas: (object) => numberAt(object, statusReplicasPath) ?? 0,
    selector: (object) => {
      const selector = labelSelectorPath ? valueAt(object as JsonObject, labelSelectorPath) : undefined;
      return typeof selector === 'string' ? selector : '';
    },
    replicasPath: (apiVersion) => {
      const path = versions.find((version) => version.apiVersion === apiVersion)?.subresources.scale?.specReplicasPath;
      return path === undefined ? undefined : pathOfFields(path.slice(1));
    },
    replicasField: specReplicasPath,
  });
}

function numberAt(object: KubeObject, path: string): number | undefined {
  const value = valueAt(object as JsonObject, path);
  return typeof value === 'number' ? value : undefined;
}
