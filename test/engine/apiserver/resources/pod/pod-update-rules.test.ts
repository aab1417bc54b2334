import type { PodSpec } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { changeFaults, CONTAINER } from './pod-faults';

const OTHERS = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`';

describe('changes of a pod', () => {
  test.each<[string, Partial<PodSpec>, Partial<PodSpec>]>([
    ['an image', {}, { containers: [{ ...CONTAINER, image: 'app:2', imagePullPolicy: 'IfNotPresent' }] }],
    ['a first deadline', {}, { activeDeadlineSeconds: 100 }],
    ['an earlier deadline', { activeDeadlineSeconds: 100 }, { activeDeadlineSeconds: 50 }],
    ['fewer gates', { schedulingGates: [{ name: 'a' }, { name: 'b' }] }, { schedulingGates: [{ name: 'b' }] }],
    [
      'the same amount in other words',
      { containers: [{ ...CONTAINER, resources: { requests: { memory: '1Gi' } } }] },
      { containers: [{ ...CONTAINER, resources: { requests: { memory: '1073741824' } } }] },
    ],
  ])('%s may change', (_what, before, after) => {
    expect(changeFaults(before, after)).toEqual([]);
  });

  test.each<[string, Partial<PodSpec>, Partial<PodSpec>, string]>([
    [
      'containers',
      {},
      { containers: [CONTAINER, { ...CONTAINER, name: 'b' }] },
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ],
    [
      'init containers',
      { initContainers: [{ ...CONTAINER, name: 'i' }] },
      {},
      'spec.initContainers: Forbidden: pod updates may not add or remove containers',
    ],
    [
      'the deadline away',
      { activeDeadlineSeconds: 5 },
      {},
      'spec.activeDeadlineSeconds: Invalid value: "null": must not update from a positive integer to nil value',
    ],
    [
      'the deadline, to later',
      { activeDeadlineSeconds: 5 },
      { activeDeadlineSeconds: 6 },
      'spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value',
    ],
    [
      'gates, by a new one',
      { schedulingGates: [{ name: 'a' }] },
      { schedulingGates: [{ name: 'b' }] },
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'b'",
    ],
    [
      'the class of service',
      {},
      { containers: [{ ...CONTAINER, resources: { requests: { cpu: '1' } } }] },
      'Pod QoS is immutable',
    ],
    ['a command', {}, { containers: [{ ...CONTAINER, command: ['a'] }] }, OTHERS],
    ['the node', {}, { nodeName: 'n' }, OTHERS],
    ['the grace period', {}, { terminationGracePeriodSeconds: 1 }, OTHERS],
  ])('%s may not', (_what, before, after, fault) => {
    expect(changeFaults(before, after).join('\n')).toContain(fault);
  });

  test('the refusal ends with what differs', () => {
    expect(changeFaults({ hostname: 'a' }, { hostname: 'b' })[0]).toMatch(
      /negative\)\n {2}core\.PodSpec\{\n- \thostname: "a",\n\+ \thostname: "b",\n {2}\t\.\.\. \/\/ \d+ identical fields\n {2}\}\n$/,
    );
  });
});
