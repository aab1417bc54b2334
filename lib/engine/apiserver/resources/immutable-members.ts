/**
 * ConfigMaps and Secrets that say `immutable: true` neither change nor become mutable again.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateConfigMapUpdate, ValidateSecretUpdate)
 */
import type { JsonObject, KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import type { ChangeRule } from './kind-strategy';

const DETAIL = 'field is immutable when `immutable` is set';

/** The members that hold once the object is immutable. */
export function immutableMembers<T extends KubeObject>(...members: readonly string[]): ChangeRule<T> {
  return (object, old, at, report) => {
    if (old['immutable'] !== true) return;
    if (object['immutable'] !== true) report(FieldError.forbidden(at.child('immutable'), DETAIL));
    for (const member of members) {
      const same = sameJson((object[member] ?? {}) as JsonObject, (old[member] ?? {}) as JsonObject);
      if (!same) report(FieldError.forbidden(at.child(member), DETAIL));
    }
  };
}
