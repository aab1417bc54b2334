/**
 * Changes of RBAC objects are validated as a new object twice over, so that each fault is a cause twice.
 *
 * Upstream: pkg/registry/rbac/{role,rolebinding,clusterrole,clusterrolebinding}/strategy.go (ValidateUpdate)
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import type { FieldError } from '../../apimachinery/validation/field-error';
import type { ResourceStrategy } from '../strategy';
import { objectMetaUpdateFaults, type MetadataRules } from '../validation/object-meta';

/** @param changes faults of the change itself, told last. */
export function validatedTwice<T extends KubeObject>(
  metadata: MetadataRules,
  strategy: ResourceStrategy<T>,
  changes: (object: T, old: T) => FieldError[] = () => [],
): ResourceStrategy<T> {
  return {
    ...strategy,
    validateUpdate: (object, old, context) => {
      const faults = strategy.validate?.(object, context) ?? [];
      return [...faults, ...faults, ...objectMetaUpdateFaults(object, old, metadata), ...changes(object, old)];
    },
  };
}
