/**
 * How the built-in workloads are scaled: by `spec.replicas`, with `status.replicas` beside it.
 *
 * Upstream: pkg/registry/apps/{deployment,replicaset,statefulset}/storage/storage.go, pkg/registry/core/replicationcontroller/storage/storage.go
 */
import { selectorOf, selectorOfMap, type Labels, type LabelSelector } from '../../apimachinery/labels';
import { pathOfFields } from '../../apimachinery/managed-fields/path-element';
import type { GroupResource, JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { scaleHandler } from '../scale-subresource';
import type { SubresourceHandler } from '../subresource-handler';

const REPLICAS = pathOfFields('spec.replicas');

function memberOf(object: KubeObject, name: 'spec' | 'status'): JsonObject {
  return (object[name] ?? {}) as JsonObject;
}

/** @param missing how upstream names one that a GET does not find, where that is not the resource */
function workloadScale(
  apiVersion: string,
  selectorText: (spec: JsonObject) => string,
  missing?: GroupResource,
): SubresourceHandler {
  return scaleHandler({
    replicas: (object) => Number(memberOf(object, 'spec')['replicas'] ?? 0),
    withReplicas: (object, replicas) => ({ ...object, spec: { ...memberOf(object, 'spec'), replicas } }),
    statusReplicas: (object) => Number(memberOf(object, 'status')['replicas'] ?? 0),
    selector: (object) => selectorText(memberOf(object, 'spec')),
    replicasPath: (version) => (version === apiVersion ? REPLICAS : undefined),
    replicasField: '.spec.replicas',
    ...(missing ? { missing } : {}),
  });
}

function appsSelector({ selector }: JsonObject): string {
  return selectorOf(selector as LabelSelector | undefined).toString();
}

function coreSelector({ selector }: JsonObject): string {
  return selectorOfMap(selector as Labels | undefined).toString();
}

export const scaleHandlers: Readonly<Record<string, SubresourceHandler>> = {
  'apps/deployments/scale': workloadScale('apps/v1', appsSelector, { group: 'apps', resource: 'deployments/scale' }),
  'apps/replicasets/scale': workloadScale('apps/v1', appsSelector, { group: 'apps', resource: 'replicasets/scale' }),
  'apps/statefulsets/scale': workloadScale('apps/v1', appsSelector),
  'replicationcontrollers/scale': workloadScale('v1', coreSelector, {
    group: 'autoscaling',
    resource: 'replicationcontrollers/scale',
  }),
};
