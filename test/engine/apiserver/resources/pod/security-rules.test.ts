import type { PodSpec, SecurityContext } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { containerFaults, podFaults } from './pod-faults';

const ID = 'must be between 0 and 2147483647, inclusive';

describe('security context of a container', () => {
  test.each<[string, SecurityContext, string[]]>([
    ['what is right', { runAsUser: 0, privileged: true, seccompProfile: { type: 'RuntimeDefault' } }, []],
    [
      'ids out of range',
      { runAsUser: -1, runAsGroup: 2 ** 31 },
      [
        `securityContext.runAsUser: Invalid value: -1: ${ID}`,
        `securityContext.runAsGroup: Invalid value: 2147483648: ${ID}`,
      ],
    ],
    [
      'a profile without a type',
      { seccompProfile: { type: '' } },
      ['securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set'],
    ],
    [
      'a profile of the node that leads elsewhere',
      { seccompProfile: { type: 'Localhost', localhostProfile: '/a/../b' } },
      [
        'securityContext.seccompProfile.localhostProfile: Invalid value: "/a/../b": must be a relative path',
        `securityContext.seccompProfile.localhostProfile: Invalid value: "/a/../b": must not contain '..'`,
      ],
    ],
    [
      'a profile of the node that is missing',
      { seccompProfile: { type: 'Localhost' } },
      ['securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost'],
    ],
    ['a proc mount, which is set back while the feature is off', { procMount: 'Odd' }, []],
  ])('%s', (_what, securityContext, faults) => {
    expect(containerFaults({ securityContext })).toEqual(faults);
  });

  test('whoever has all rights cannot be kept from gaining them', () => {
    const securityContext = {
      allowPrivilegeEscalation: false,
      privileged: true,
      capabilities: { add: ['CAP_SYS_ADMIN'] },
    };
    const shown =
      'core.SecurityContext{Capabilities:(*core.Capabilities)(0xc000012345), Privileged:(*bool)(0xc000012345), SELinuxOptions:(*core.SELinuxOptions)(nil), WindowsOptions:(*core.WindowsSecurityContextOptions)(nil), RunAsUser:(*int64)(nil), RunAsGroup:(*int64)(nil), RunAsNonRoot:(*bool)(nil), ReadOnlyRootFilesystem:(*bool)(nil), AllowPrivilegeEscalation:(*bool)(0xc000012345), ProcMount:(*core.ProcMountType)(nil), SeccompProfile:(*core.SeccompProfile)(nil)}';
    const clash = `securityContext: Invalid value: ${shown}: cannot set \`allowPrivilegeEscalation\` to false and`;
    expect(containerFaults({ securityContext })).toEqual([
      `${clash} \`privileged\` to true`,
      `${clash} \`capabilities.Add\` CAP_SYS_ADMIN`,
    ]);
  });
});

describe('security context of a pod', () => {
  test.each<[string, Partial<PodSpec>, string[]]>([
    [
      'ids',
      { securityContext: { fsGroup: -1, supplementalGroups: [0, -1] } },
      [
        `spec.securityContext.fsGroup: Invalid value: -1: ${ID}`,
        `spec.securityContext.supplementalGroups[1]: Invalid value: -1: ${ID}`,
      ],
    ],
    [
      "the host's processes and a shared list of its own",
      { hostPID: true, shareProcessNamespace: true },
      [
        'spec.securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
      ],
    ],
    [
      'how files change their group',
      { securityContext: { fsGroupChangePolicy: 'Never' } },
      [
        'spec.securityContext.fsGroupChangePolicy: Unsupported value: "Never": supported values: "Always", "OnRootMismatch"',
      ],
    ],
  ])('%s', (_what, spec, faults) => {
    expect(podFaults(spec)).toEqual(faults);
  });

  test('settings of the kernel have a name, once; slashes are as good as dots', () => {
    const names = ['', 'Bad', 'net/core/somaxconn', 'kernel.msgmax', 'kernel.msgmax'];
    const at = 'spec.securityContext.sysctls';
    expect(podFaults({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } })).toEqual([
      `${at}[0].name: Required value`,
      `${at}[1].name: Invalid value: "Bad": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`,
      `${at}[4].name: Duplicate value: "kernel.msgmax"`,
    ]);
  });
});
