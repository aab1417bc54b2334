import { FieldPath } from '../../../../../lib/engine/apimachinery/validation/field-path';
import { fieldRefRule, resourceFieldRefRule } from '../../../../../lib/engine/apiserver/resources/pod/field-ref-rules';
import { faultsOf } from '../../../../../lib/engine/apiserver/validation/rules';

const AT = FieldPath.of('ref');
const SUPPORTED = ['metadata.name', 'spec.nodeName'];

describe('references to fields of the pod', () => {
  const faults = (fieldPath: string, apiVersion = 'v1'): string[] =>
    faultsOf(fieldRefRule(SUPPORTED), { apiVersion, fieldPath }, AT).map(String);

  test.each(['metadata.name', 'spec.host', "metadata.labels['a/b']", "metadata.annotations['UPPER']"])(
    '%s is right',
    (path) => {
      expect(faults(path)).toEqual([]);
    },
  );

  test.each([
    ['', 'ref.fieldPath: Required value'],
    [
      'status.phase',
      'ref.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "spec.nodeName"',
    ],
    ['a.b', 'ref.fieldPath: Invalid value: "a.b": error converting fieldPath: field label not supported: a.b'],
    [
      "spec['a']",
      `ref.fieldPath: Invalid value: "spec['a']": error converting fieldPath: field label does not support subscript: spec['a']`,
    ],
    ["metadata.labels['']", 'ref: Invalid value: "": name part must be non-empty'],
  ])('%j is wrong', (path, fault) => {
    expect(faults(path)[0]).toBe(fault);
  });

  test('other versions of pods are unknown, and addresses of hosts switched off', () => {
    expect(faults('metadata.name', 'v2')).toEqual([
      'ref.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2',
    ]);
    expect(
      faultsOf(fieldRefRule(['status.hostIPs']), { apiVersion: 'v1', fieldPath: 'status.hostIPs' }, AT).map(String),
    ).toEqual(["ref: Forbidden: may not be set when feature gate 'PodHostIPs' is not enabled"]);
  });
});

describe('references to resources of a container', () => {
  const faults = (
    resource: string,
    divisor?: string,
    containerName?: string,
    place: 'env' | 'volume' = 'env',
  ): string[] => faultsOf(resourceFieldRefRule(place), { resource, divisor, containerName }, AT).map(String);

  test.each([
    ['limits.cpu', '1m'],
    ['requests.memory', '1Mi'],
    ['limits.hugepages-2Mi', '1Ki'],
    ['requests.ephemeral-storage', '0'],
  ])('%s by %s is right', (resource, divisor) => {
    expect(faults(resource, divisor)).toEqual([]);
  });

  test('a volume names the container, since it belongs to none', () => {
    expect(faults('limits.cpu', undefined, undefined, 'volume')).toEqual(['ref.containerName: Required value']);
  });

  test('unknown resources and divisors are told', () => {
    expect(faults('limits.pods')).toEqual([
      'ref.resource: Unsupported value: "limits.pods": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
    ]);
    expect(faults('limits.cpu', '2')).toEqual([
      `ref.divisor: Invalid value: "limits.cpu": only divisor's values 1m and 1 are supported with the cpu resource`,
    ]);
    expect(faults('limits.memory', '1m')[0]).toContain('are supported with the memory resource');
  });
});
