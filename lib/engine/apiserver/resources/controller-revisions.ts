/**
 * ControllerRevision: an earlier state of a StatefulSet or DaemonSet. Its data never changes.
 *
 * Upstream: pkg/registry/apps/controllerrevision/strategy.go, pkg/apis/apps/validation/validation.go (ValidateControllerRevision)
 */
import type { JsonValue, KubeObject } from '../../apimachinery/object-meta';
import { sameJson } from '../../apimachinery/same-json';
import { FieldError } from '../../apimachinery/validation/field-error';
import { goBytes, goStruct, type GoValue } from '../../apimachinery/validation/go-value';
import { nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { FIELD_IS_IMMUTABLE, fields, nonNegative, required } from '../validation/rules';
import { kindStrategy } from './kind-strategy';

export type ControllerRevision = KubeObject<{ readonly data?: JsonValue; readonly revision?: number }>;

/** Data as upstream keeps it: the bytes of its JSON. */
function goRawData(data: JsonValue | undefined): GoValue {
  const bytes = data === undefined ? undefined : [...new TextEncoder().encode(JSON.stringify(data))];
  return goStruct('runtime.Unknown', {
    TypeMeta: goStruct('runtime.TypeMeta', { APIVersion: '', Kind: '' }),
    Raw: goBytes(bytes, 'uint8'),
    ContentEncoding: '',
    ContentType: 'application/json',
  });
}

export const controllerRevisions = kindStrategy<ControllerRevision>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  rule: fields<ControllerRevision>({ data: required(undefined, 'data is mandatory'), revision: nonNegative }),
  onUpdate: ['metadata', 'object', 'change'],
  changeRule: ({ data }, old, at, report) => {
    if (!sameJson(data, old.data)) report(FieldError.invalid(at.child('data'), goRawData(data), FIELD_IS_IMMUTABLE));
  },
});
