/**
 * Environment variables of a container: one by one, and all of a ConfigMap or Secret.
 *
 * Upstream: pkg/apis/core/validation/validation.go (ValidateEnv, ValidateEnvFrom)
 */
import type {
  ConfigMapEnvSource,
  ConfigMapKeySelector,
  EnvFromSource,
  EnvVar,
  EnvVarSource,
} from '../../../apimachinery/api/core-v1';
import { FieldError } from '../../../apimachinery/validation/field-error';
import {
  configMapKeyFaults,
  dns1123SubdomainFaults,
  envVarNameFaults,
  nameIsDnsSubdomain,
} from '../../../apimachinery/validation/names';
import { each, fields, given, matches, optional, required, type Rule } from '../../validation/rules';
import { fieldRefRule, resourceFieldRefRule } from './field-ref-rules';

const FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const MORE_THAN_ONE = 'may not have more than one field specified at a time';

const keyRule: Rule<ConfigMapKeySelector> = fields<ConfigMapKeySelector>({
  name: (name = '', at, report) => {
    for (const fault of dns1123SubdomainFaults(name)) report(FieldError.invalid(at, name, fault));
  },
  key: required(matches(configMapKeyFaults)),
});

const sourceRule: Rule<EnvVarSource> = fields<EnvVarSource>({
  fieldRef: fieldRefRule(FIELDS),
  resourceFieldRef: resourceFieldRefRule('env'),
  configMapKeyRef: keyRule,
  secretKeyRef: keyRule,
});

function countOf(source: object): number {
  return Object.values(source).filter((member) => member !== undefined && member !== null).length;
}

const envVarRule: Rule<EnvVar> = fields<EnvVar>(
  { name: required(matches(envVarNameFaults)), valueFrom: sourceRule },
  ({ value, valueFrom }, at, report) => {
    if (!valueFrom) return;
    const place = at.child('valueFrom');
    const sources = countOf(valueFrom);
    if (sources === 0) {
      const detail = 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`';
      report(FieldError.invalid(place, '', detail));
    } else if (value) report(FieldError.invalid(place, '', 'may not be specified when `value` is not empty'));
    else if (sources > 1) report(FieldError.invalid(place, '', MORE_THAN_ONE));
  },
);

export const envRule: Rule<readonly EnvVar[]> = each(envVarRule);

const envSourceRule: Rule<ConfigMapEnvSource> = fields<ConfigMapEnvSource>({
  name: required(matches(dns1123PrefixFaults)),
});

/** Upstream looks at these names as if more were to follow. */
function dns1123PrefixFaults(name: string): readonly string[] {
  return nameIsDnsSubdomain(name, true);
}

const envFromSourceRule: Rule<EnvFromSource> = fields<EnvFromSource>({
  prefix: optional(matches(envVarNameFaults)),
  configMapRef: envSourceRule,
  secretRef: envSourceRule,
});

/** Faults about the number of sources lie at the list. */
export const envFromRule: Rule<readonly EnvFromSource[]> = given((sources, at, report, context) => {
  sources.forEach((source, index) => {
    envFromSourceRule(source, at.index(index), report, context);
    const { configMapRef, secretRef } = source;
    const count = countOf({ configMapRef, secretRef });
    if (count === 0) report(FieldError.invalid(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (count > 1) report(FieldError.invalid(at, '', MORE_THAN_ONE));
  });
});
