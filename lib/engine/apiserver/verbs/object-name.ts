/**
 * The name and namespace in a body must be those of the path.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go (checkName)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest } from '../../apimachinery/status-error';
import type { ResourceTarget } from '../request';

export function checkName(object: KubeObject, target: ResourceTarget): KubeObject {
  const { name, namespace } = object.metadata;
  if (!name) throw badRequest(`the name of the object (${target.name} based on URL) was undeterminable: name must be provided`);
  if (name !== target.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  }
  if (target.namespace !== '' && target.definition.namespaced && namespace && namespace !== target.namespace) {
    throw badRequest(`the namespace of the object (${namespace}) does not match the namespace on the request (${target.namespace})`);
  }
  return object;
}
