/**
 * The status of FlowSchemas and PriorityLevelConfigurations.
 *
 * Upstream: pkg/apis/flowcontrol/validation/validation.go
 */
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { given, type Rule } from '../validation/rules';

export const conditionsRule: Rule<readonly { readonly type?: string }[]> = given((conditions, at, report) => {
  const seen = new Set<string>();
  conditions.forEach(({ type = '' }, index) => {
    const place = at.index(index).child('type');
    if (seen.has(type)) report(FieldError.duplicate(place, type));
    seen.add(type);
    if (type === '') report(FieldError.required(place, 'must not be empty'));
  });
});

/** A status update changes nothing of the metadata but who owns what. */
export function withOldMetadata<T extends KubeObject>(object: T, old: T): T {
  const { managedFields, resourceVersion } = object.metadata;
  return { ...object, metadata: { ...old.metadata, resourceVersion, ...(managedFields ? { managedFields } : {}) } };
}
