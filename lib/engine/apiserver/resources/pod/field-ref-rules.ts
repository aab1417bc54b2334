/**
 * References to a pod's own fields and to a container's resources, as environment variables and downward API volumes use them.
 *
 * Upstream: pkg/apis/core/validation/validation.go (validateObjectFieldSelector, validateContainerResourceFieldSelector),
 * pkg/apis/core/pods/helpers.go (ConvertDownwardAPIFieldLabel), pkg/fieldpath/fieldpath.go
 */
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../../apimachinery/api/core-v1';
import { Quantity } from '../../../apimachinery/quantity';
import { FieldError } from '../../../apimachinery/validation/field-error';
import type { FieldPath } from '../../../apimachinery/validation/field-path';
import { qualifiedNameFaults } from '../../../apimachinery/validation/names';
import { given, type Report, type Rule } from '../../validation/rules';

/** `metadata.labels['app']` in its parts. */
const SUBSCRIPTED = /^(.+?)\['(.*)'\]$/s;
const WITH_SUBSCRIPTS = ['metadata.annotations', 'metadata.labels'];
const KNOWN_FIELDS = [
  ...WITH_SUBSCRIPTS,
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
/** Names of fields that were used before there was a v1. */
const OLD_NAMES: Readonly<Record<string, string>> = { 'spec.host': 'spec.nodeName' };
const HOST_IPS = "may not be set when feature gate 'PodHostIPs' is not enabled";

/** The field's name today, or why there is none. */
function resolve({
  apiVersion,
  fieldPath,
}: ObjectFieldSelector): { readonly path: string } | { readonly fault: string } {
  if (apiVersion !== 'v1') return { fault: `unsupported pod version: ${apiVersion}` };
  const subscripted = SUBSCRIPTED.exec(fieldPath);
  if (subscripted) {
    if (WITH_SUBSCRIPTS.includes(subscripted[1]!)) return { path: fieldPath };
    return { fault: `field label does not support subscript: ${fieldPath}` };
  }
  const path = OLD_NAMES[fieldPath] ?? fieldPath;
  return KNOWN_FIELDS.includes(path) ? { path } : { fault: `field label not supported: ${fieldPath}` };
}

/** A field of the pod; without a subscript it must be one of `supported`, which are in order. */
export function fieldRefRule(supported: readonly string[]): Rule<ObjectFieldSelector> {
  const pathRule = (selector: ObjectFieldSelector, at: FieldPath, report: Report): void => {
    if (!selector.apiVersion) return report(FieldError.required(at.child('apiVersion')));
    if (!selector.fieldPath) return report(FieldError.required(at.child('fieldPath')));
    const resolved = resolve(selector);
    if ('fault' in resolved) {
      const detail = `error converting fieldPath: ${resolved.fault}`;
      return report(FieldError.invalid(at.child('fieldPath'), selector.fieldPath, detail));
    }
    const [, map, key = ''] = SUBSCRIPTED.exec(resolved.path) ?? [];
    if (map !== undefined) {
      const name = map === 'metadata.annotations' ? key.toLowerCase() : key;
      for (const fault of qualifiedNameFaults(name)) report(FieldError.invalid(at, name, fault));
    } else if (!supported.includes(resolved.path)) {
      report(FieldError.notSupported(at.child('fieldPath'), resolved.path, supported));
    }
  };
  return given((selector, at, report) => {
    pathRule(selector, at, report);
    if (selector.fieldPath === 'status.hostIPs') report(FieldError.forbidden(at, HOST_IPS));
  });
}

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const HUGE_PAGES = /^(limits|requests)\.hugepages-/;
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

interface Divisors {
  readonly of: RegExp;
  readonly allowed: readonly string[];
  readonly detail: string;
}

const DIVISORS: readonly Divisors[] = [
  {
    of: /^(limits|requests)\.cpu$/,
    allowed: ['1m', '1'],
    detail: "only divisor's values 1m and 1 are supported with the cpu resource",
  },
  ...(
    [
      [/^(limits|requests)\.memory$/, 'memory'],
      [/^(limits|requests)\.ephemeral-storage$/, 'local ephemeral storage'],
      [HUGE_PAGES, 'hugepages'],
    ] as const
  ).map(([of, name]) => ({
    of,
    allowed: BYTE_DIVISORS,
    detail: `only divisor's values ${BYTE_DIVISORS.join(', ')} are supported with the ${name} resource`,
  })),
];

/** An amount that a container asks for; in a volume the container must be named. */
export function resourceFieldRefRule(place: 'env' | 'volume'): Rule<ResourceFieldSelector> {
  return given(({ containerName, resource, divisor }, at, report) => {
    if (place === 'volume' && !containerName) report(FieldError.required(at.child('containerName')));
    else if (!resource) report(FieldError.required(at.child('resource')));
    else if (!RESOURCES.includes(resource) && !HUGE_PAGES.test(resource)) {
      report(FieldError.notSupported(at.child('resource'), resource, RESOURCES));
    }
    if (!divisor || Quantity.parse(divisor).isZero) return;
    const divisors = DIVISORS.find(({ of }) => of.test(resource));
    if (divisors && !divisors.allowed.includes(divisor)) {
      report(FieldError.invalid(at.child('divisor'), resource, divisors.detail));
    }
  });
}
