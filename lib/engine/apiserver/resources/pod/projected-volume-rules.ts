/**
 * Volumes that show the cluster's own objects as files: Secrets, ConfigMaps, fields of the pod, tokens.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateSecretVolumeSource, validateDownwardAPIVolumeSource,
 * validateProjectedVolumeSource)
 */
import type {
  ConfigMapVolumeSource,
  DownwardAPIVolumeFile,
  DownwardAPIVolumeSource,
  KeyToPath,
  ProjectedVolumeSource,
  SecretProjection,
  SecretVolumeSource,
  ServiceAccountTokenProjection,
  VolumeProjection,
} from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { fileModeRule, projectedPathRule } from '../../validation/path-rules';
import { each, eachAtList, fields, given, required, type Report, type Rule } from '../../validation/rules';
import { fieldRefRule, resourceFieldRefRule } from './field-ref-rules';

const FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;

/** Upstream goes on with an empty path after it has told that one is required. */
const pathRule: Rule<string> = (path = '', at, report, context) => {
  if (path === '') report(FieldError.required(at));
  projectedPathRule(path, at, report, context);
};

const keyToPathRule: Rule<KeyToPath> = fields<KeyToPath>({ key: required(), path: pathRule, mode: fileModeRule });

export const secretRule: Rule<SecretVolumeSource> = fields<SecretVolumeSource>({
  secretName: required(),
  defaultMode: fileModeRule,
  items: each(keyToPathRule),
});

export const configMapRule: Rule<ConfigMapVolumeSource> = fields<ConfigMapVolumeSource>({
  name: required(),
  defaultMode: fileModeRule,
  items: each(keyToPathRule),
});

const fileMembers: Rule<DownwardAPIVolumeFile> = fields<DownwardAPIVolumeFile>({ path: pathRule });
const podFieldRule = fieldRefRule(FIELDS);
const resourceRule = resourceFieldRefRule('volume');

const downwardApiFileRule: Rule<DownwardAPIVolumeFile> = given((file, at, report, context) => {
  fileMembers(file, at, report, context);
  const { fieldRef, resourceFieldRef, mode } = file;
  if (fieldRef) {
    podFieldRule(fieldRef, at.child('fieldRef'), report, context);
    if (resourceFieldRef) {
      const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      report(FieldError.invalid(at, 'resource', detail));
    }
  } else if (resourceFieldRef) resourceRule(resourceFieldRef, at.child('resourceFieldRef'), report, context);
  else report(FieldError.required(at, 'one of fieldRef and resourceFieldRef is required'));
  fileModeRule(mode, at.child('mode'), report, context);
});

/** Upstream tells of files without their index. */
export const downwardApiRule: Rule<DownwardAPIVolumeSource> = given(({ defaultMode, items }, at, report, context) => {
  fileModeRule(defaultMode, at.child('defaultMode'), report, context);
  eachAtList(downwardApiFileRule)(items, at, report, context);
});

// ---- several sources in one volume ------------------------------------------------------------------------------------------

/** Tells that a file's path was used before, at the whole volume. */
type PathCheck = (path: string, shown: string) => void;

function keyProjectionFaults(source: SecretProjection, at: FieldPath, report: Report, check: PathCheck): void {
  const { name = '', items = [] } = source;
  if (name === '') report(FieldError.required(at.child('name')));
  items.forEach((item, index) => {
    keyToPathRule(item, at.child('items').index(index), report, undefined);
    check(item.path, name);
  });
}

function tokenFaults(token: ServiceAccountTokenProjection, at: FieldPath, volume: FieldPath, report: Report): void {
  const { expirationSeconds = 0, path } = token;
  const place = at.child('expirationSeconds');
  if (expirationSeconds < MIN_TOKEN_SECONDS) {
    report(FieldError.invalid(place, expirationSeconds, 'may not specify a duration less than 10 minutes'));
  }
  if (expirationSeconds > MAX_TOKEN_SECONDS) {
    report(FieldError.invalid(place, expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if (!path) report(FieldError.required(volume.child('path')));
}

function projectionFaults(
  projection: VolumeProjection,
  at: FieldPath,
  volume: FieldPath,
  report: Report,
  check: PathCheck,
): void {
  const { secret, configMap, downwardAPI, serviceAccountToken } = projection;
  if (secret) keyProjectionFaults(secret, at.child('secret'), report, check);
  if (configMap) keyProjectionFaults(configMap, at.child('configMap'), report, check);
  for (const file of downwardAPI?.items ?? []) {
    downwardApiFileRule(file, at.child('downwardAPI'), report, undefined);
    check(file.path, file.path);
  }
  if (serviceAccountToken) tokenFaults(serviceAccountToken, at.child('serviceAccountToken'), volume, report);
  const sources = [secret, configMap, downwardAPI, serviceAccountToken].filter(Boolean).length;
  if (sources > 1) report(FieldError.forbidden(at, 'may not specify more than 1 volume type'));
}

export const projectedRule: Rule<ProjectedVolumeSource> = given(({ defaultMode, sources }, at, report, context) => {
  fileModeRule(defaultMode, at.child('defaultMode'), report, context);
  const paths = new Set<string>();
  const check: PathCheck = (path, shown) => {
    if (paths.has(path)) report(FieldError.invalid(at, shown, 'conflicting duplicate paths'));
    if (path) paths.add(path);
  };
  (sources ?? []).forEach((source, index) => {
    projectionFaults(source, at.child('sources').index(index), at, report, check);
  });
});
