import type { PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { CONTAINER, podFaults } from './pod-faults';

describe('the operating system of a pod', () => {
  test.each<[string, PodSpec['os'], string[]]>([
    ['one that exists', { name: 'linux' }, []],
    ['none', { name: '' }, ['spec.os.name: Required value: cannot be empty']],
    [
      'one that nobody knows',
      { name: 'plan9' },
      ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"'],
    ],
  ])('%s', (_what, os, faults) => {
    expect(podFaults({ os })).toEqual(faults);
  });

  test('Linux has no options for Windows', () => {
    const windowsOptions = { runAsUserName: 'a' };
    const containers = [{ ...CONTAINER, securityContext: { windowsOptions } }];
    const detail = 'Forbidden: windows options cannot be set for a linux pod';
    expect(podFaults({ os: { name: 'linux' }, securityContext: { windowsOptions }, containers })).toEqual([
      `spec.securityContext.windowsOptions: ${detail}`,
      `spec.containers[0].securityContext.windowsOptions: ${detail}`,
    ]);
  });

  test('Windows has nothing of what only Linux knows', () => {
    const containers = [{ ...CONTAINER, securityContext: { privileged: false, runAsUser: 1 } }];
    const spec: Partial<PodSpec> = { hostPID: true, securityContext: { fsGroup: 1, runAsUser: 1 }, containers };
    expect(podFaults({ ...spec, os: { name: 'windows' } })).toEqual(
      [
        'hostPID',
        'securityContext.fsGroup',
        'securityContext.runAsUser',
        'containers[0].securityContext.privileged',
        'containers[0].securityContext.runAsUser',
      ].map((field) => `spec.${field}: Forbidden: cannot be set for a windows pod`),
    );
  });
});

describe('processes of a Windows host', () => {
  const onHost = (hostProcess: boolean): object => ({ securityContext: { windowsOptions: { hostProcess } } });

  test('all containers are, or none, and only in its network', () => {
    const containers = [
      { ...CONTAINER, ...onHost(true) },
      { ...CONTAINER, name: 'b' },
    ];
    expect(podFaults({ containers })).toEqual([
      'spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
      'spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
    ]);
  });

  test('a container does not contradict its pod', () => {
    const containers = [{ ...CONTAINER, ...onHost(false) }];
    expect(podFaults({ ...onHost(true), hostNetwork: true, containers })).toEqual([
      'spec.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true',
    ]);
  });
});
