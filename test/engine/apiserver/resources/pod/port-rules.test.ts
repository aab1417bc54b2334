import type { ContainerPort } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { CONTAINER, containerFaults, podFaults, templateFaults } from './pod-faults';

describe('ports', () => {
  test.each<[string, ContainerPort, string[]]>([
    ['a port', { containerPort: 80, name: 'web' }, []],
    ['no number', { containerPort: 0 }, ['ports[0].containerPort: Required value']],
    [
      'numbers out of range',
      { containerPort: 70000, hostPort: -1 },
      [
        'ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'ports[0].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'an unknown protocol',
      { containerPort: 80, protocol: 'tcp' },
      ['ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'],
    ],
    [
      'a name without letters',
      { containerPort: 80, name: '80' },
      ['ports[0].name: Invalid value: "80": must contain at least one letter (a-z)'],
    ],
  ])('%s', (_what, port, faults) => {
    expect(containerFaults({ ports: [port] })).toEqual(faults);
  });

  test('names are there once in a container', () => {
    const ports = [80, 81].map((containerPort) => ({ containerPort, name: 'web' }));
    expect(containerFaults({ ports })).toEqual(['ports[1].name: Duplicate value: "web"']);
  });

  test('a port of the host goes to one container, by protocol and address', () => {
    const on = (...ports: ContainerPort[]): object => ({ ...CONTAINER, ports });
    const first = on({ containerPort: 1, hostPort: 80 }, { containerPort: 2, hostPort: 80, protocol: 'UDP' });
    const second = { ...on({ containerPort: 3, hostPort: 80 }), name: 'b' };
    expect(podFaults({ containers: [first, second] as never })).toEqual([
      'spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"',
    ]);
  });

  test("in the host's network ports are equal; a template may leave them open", () => {
    const spec = (hostPort?: number): object => ({
      hostNetwork: true,
      containers: [{ ...CONTAINER, ports: [{ containerPort: 80, ...(hostPort ? { hostPort } : {}) }] }],
    });
    const fault = 'hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true';
    expect(podFaults(spec(81))).toEqual([`spec.containers[0].ports[0].${fault}`]);
    expect(podFaults(spec())).toEqual([]);
    expect(templateFaults({ spec: spec(81) as never })).toEqual([`template.spec.containers[0].ports[0].${fault}`]);
    expect(templateFaults({ spec: spec() as never })).toEqual([]);
  });
});
