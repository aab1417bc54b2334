/**
 * The name in a body must be that of the path.
 *
 * Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go (checkName)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { badRequest } from '../../apimachinery/status-error';
import type { ResourceTarget } from '../request';

export function checkName(object: KubeObject, target: ResourceTarget): KubeObject {
  const { name } = object.metadata;
  if (!name)
    throw badRequest(`the name of the object (${target.name} based on URL) was undeterminable: name must be provided`);
  if (name !== target.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  }
  return object;
}
