import type { PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { podFaults } from './pod-faults';

describe('the spec of a pod', () => {
  test.each<[Partial<PodSpec>, string]>([
    [
      { restartPolicy: 'always' },
      'restartPolicy: Unsupported value: "always": supported values: "Always", "OnFailure", "Never"',
    ],
    [
      { dnsPolicy: 'x' },
      'dnsPolicy: Unsupported value: "x": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
    ],
    [{ hostname: 'a.b' }, 'hostname: Invalid value: "a.b": must not contain dots'],
    [{ subdomain: 'a.b' }, 'subdomain: Invalid value: "a.b": must not contain dots'],
    [
      { activeDeadlineSeconds: 0 },
      'activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
    ],
    [
      { preemptionPolicy: 'x' },
      'preemptionPolicy: Unsupported value: "x": supported values: "PreemptLowerPriority", "Never"',
    ],
    [{ preemptionPolicy: '' }, 'preemptionPolicy: Required value'],
    [
      { readinessGates: [{ conditionType: '' }] },
      'readinessGates[0].conditionType: Invalid value: "": name part must be non-empty',
    ],
    [{ schedulingGates: [{ name: 'a' }, { name: 'a' }] }, 'schedulingGates[1]: Duplicate value: "a"'],
    [
      { schedulingGates: [{ name: 'a' }], nodeName: 'n' },
      'nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ],
  ])('%j', (spec, fault) => {
    expect(podFaults(spec)[0]).toBe(`spec.${fault}`);
  });

  test.each(['serviceAccountName', 'nodeName', 'priorityClassName', 'runtimeClassName'])('%s is a name', (member) => {
    expect(podFaults({ [member]: 'a.b-c' })).toEqual([]);
    expect(podFaults({ [member]: 'A' })[0]).toMatch(
      `spec.${member}: Invalid value: "A": a lowercase RFC 1123 subdomain`,
    );
  });

  test('faults are told in the order of the API server, not of the object', () => {
    const spec: Partial<PodSpec> = {
      hostname: 'a.b',
      tolerations: [{ key: 'a', operator: 'x' }],
      volumes: [{ name: 'a.b', emptyDir: {} }],
      restartPolicy: 'x',
      containers: [],
    };
    expect(podFaults(spec).map((fault) => fault.slice(0, fault.indexOf(': ')))).toEqual([
      'spec.volumes[0].name',
      'spec.containers',
      'spec.restartPolicy',
      'spec.hostname',
      'spec.tolerations[0].operator',
    ]);
  });
});
