/**
 * ConfigMap: texts and bytes under keys, together no more than a megabyte.
 *
 * Upstream: pkg/registry/core/configmap/strategy.go, pkg/apis/core/validation/validation.go (ValidateConfigMap, ValidateConfigMapUpdate)
 */
import { decodeBytes } from '../../apimachinery/base64';
import { byteLength } from '../../apimachinery/go-text';
import type { KubeObject } from '../../apimachinery/object-meta';
import { FieldError } from '../../apimachinery/validation/field-error';
import { FieldPath } from '../../apimachinery/validation/field-path';
import { configMapKeyFaults, nameIsDnsSubdomain } from '../../apimachinery/validation/names';
import { also, eachEntry, fields, given, matches, type Check } from '../validation/rules';
import { immutableMembers } from './immutable-members';
import { kindStrategy } from './kind-strategy';

type ConfigMap = KubeObject<{
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}>;

const MAX_BYTES = 1024 * 1024;

const oneBagEach: Check<ConfigMap> = ({ data = {}, binaryData = {} }, at, report) => {
  for (const key of Object.keys(data).sort()) {
    const place = at.child('data').key(key);
    for (const fault of configMapKeyFaults(key)) report(FieldError.invalid(place, key, fault));
    if (binaryData[key] === undefined) continue;
    report(FieldError.invalid(place, key, 'duplicate of key present in binaryData'));
  }
};

const size: Check<ConfigMap> = ({ data = {}, binaryData = {} }, at, report) => {
  const texts = Object.values(data).reduce((sum, value) => sum + byteLength(value), 0);
  const bytes = Object.values(binaryData).reduce((sum, value) => sum + decodeBytes(value).length, 0);
  if (texts + bytes > MAX_BYTES) report(FieldError.tooLong(FieldPath.of(''), '', MAX_BYTES));
};

export const configMaps = kindStrategy<ConfigMap>({
  namespaced: true,
  name: nameIsDnsSubdomain,
  rule: also(
    given(oneBagEach),
    fields<ConfigMap>({ binaryData: eachEntry({ key: matches(configMapKeyFaults) }) }),
    given(size),
  ),
  changeRule: immutableMembers('data', 'binaryData'),
  onUpdate: ['metadata', 'change', 'object'],
});
