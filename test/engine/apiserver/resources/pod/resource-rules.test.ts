import type { ResourceRequirements } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { changeFaults, CONTAINER, containerFaults, podFaults } from './pod-faults';

describe('resources of a container', () => {
  test.each<[string, ResourceRequirements, string[]]>([
    ['what fits', { requests: { cpu: '500m' }, limits: { cpu: '1' } }, []],
    [
      'more than the limit',
      { requests: { cpu: '1500m' }, limits: { cpu: '1' } },
      ['resources.requests: Invalid value: "1500m": must be less than or equal to cpu limit of 1'],
    ],
    [
      'less than nothing',
      { requests: { memory: '-1' } },
      ['resources.requests[memory]: Invalid value: "-1": must be greater than or equal to 0'],
    ],
    [
      'devices that are not limited',
      { requests: { 'example.com/gpu': '1' } },
      ['resources.limits: Required value: Limit must be set for non overcommitable resources'],
    ],
    [
      'fewer devices than the limit',
      { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '2' } },
      ['resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2'],
    ],
    [
      'things that only quotas count',
      { requests: { pods: '1' } },
      ['resources.requests[pods]: Invalid value: "pods": must be a standard resource for containers'],
    ],
    [
      'huge pages alone',
      { limits: { 'hugepages-2Mi': '2Mi' } },
      ['resources: Forbidden: HugePages require cpu or memory'],
    ],
    [
      'broken huge pages',
      { limits: { 'hugepages-2Mi': '3Mi', cpu: '1' } },
      ['limits', 'requests'].map(
        (member) =>
          `resources.${member}[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi`,
      ),
    ],
  ])('%s', (_what, resources, faults) => {
    expect(containerFaults({ resources })).toEqual(faults);
  });

  test('half a device is shown as Go holds it', () => {
    const limits = { 'example.com/gpu': '500m' };
    const quantity =
      'resource.Quantity{i:resource.int64Amount{value:500, scale:-3}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"500m", Format:"DecimalSI"}';
    expect(containerFaults({ resources: { limits } })[0]).toBe(
      `resources.limits[example.com/gpu]: Invalid value: ${quantity}: must be an integer`,
    );
  });

  test('claims of devices are forgotten while the feature is off', () => {
    expect(containerFaults({ resources: { claims: [{ name: 'none' }] } })).toEqual([]);
  });

  test('huge pages that were broken before may stay so', () => {
    const containers = [{ ...CONTAINER, resources: { limits: { 'hugepages-2Mi': '3Mi', cpu: '1' } } }];
    expect(changeFaults({ containers }, { containers, activeDeadlineSeconds: 5 })).toEqual([]);
  });
});

describe('overhead', () => {
  test('is looked at like limits', () => {
    expect(podFaults({ overhead: { 'a b': '1' } })[0]).toMatch(/^spec\.overhead\.limits\[a b\]: Invalid value: "a b"/);
  });
});
