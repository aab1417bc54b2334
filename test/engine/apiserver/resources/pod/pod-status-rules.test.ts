import type { ContainerStatus, PodSpec, PodStatus } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { podStatusChangeFaults } from '../../../../../lib/engine/apiserver/resources/pod/pod-status-rules';
import { podOf } from './pod-faults';

function faults(status: PodStatus, old: PodStatus = {}, spec: Partial<PodSpec> = {}): string[] {
  const found: string[] = [];
  const pod = podOf(spec);
  podStatusChangeFaults({ ...pod, status }, { ...pod, status: old }, (error) => found.push(String(error)));
  return found;
}

function ended(exitCode: number): ContainerStatus {
  return { name: 'app', ready: false, restartCount: 0, image: '', imageID: '', state: { terminated: { exitCode } } };
}

const RUNNING: ContainerStatus = { ...ended(0), state: { running: {} } };

describe('the status of a pod', () => {
  test('conditions of one’s own have qualified types; upstream tells of them below metadata', () => {
    const conditions = ['Ready', 'example.com/a', ''].map((type) => ({ type, status: 'True' }));
    expect(faults({ conditions })[0]).toBe(
      'metadata.conditions[2].Type: Invalid value: "": name part must be non-empty',
    );
  });

  test('a nominated node has the name of a node', () => {
    expect(faults({ nominatedNodeName: 'A' })[0]).toMatch(/^status\.nominatedNodeName: Invalid value: "A"/);
    expect(faults({ nominatedNodeName: 'A' }, { nominatedNodeName: 'A' })).toEqual([]);
  });

  test.each([
    ['Always', 0, 0],
    ['OnFailure', 1, 0],
    ['OnFailure', 0, 1],
    ['Never', 1, 1],
  ])(
    'with restart policy %s a container that ended with %d comes back with %d faults',
    (restartPolicy, exitCode, count) => {
      const found = faults(
        { containerStatuses: [RUNNING] },
        { containerStatuses: [ended(exitCode)] },
        { restartPolicy },
      );
      const fault = 'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state';
      expect(found).toEqual(Array.from({ length: count }, () => fault));
    },
  );

  test('ephemeral containers never come back', () => {
    const [now, before] = [{ ephemeralContainerStatuses: [RUNNING] }, { ephemeralContainerStatuses: [ended(1)] }];
    expect(faults(now, before)).toHaveLength(1);
  });

  test.each<[string[], string[]]>([
    [['10.0.0.1', 'fd00::1'], []],
    [['x'], ['status.podIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    [
      ['10.0.0.1', '10.0.0.1'],
      [
        'status.podIPs: Invalid value: []core.PodIP{core.PodIP{IP:"10.0.0.1"}, core.PodIP{IP:"10.0.0.1"}}: may specify no more than one IP for each IP family',
        'status.podIPs[1]: Duplicate value: core.PodIP{IP:"10.0.0.1"}',
      ],
    ],
  ])('addresses %j', (addresses, expected) => {
    expect(faults({ podIPs: addresses.map((ip) => ({ ip })) })).toEqual(expected);
  });
});
