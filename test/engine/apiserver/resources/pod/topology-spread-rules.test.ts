import type { TopologySpreadConstraint } from '../../../../../lib/engine/apimachinery/api/core-v1';
import { podFaults } from './pod-faults';

const RIGHT: TopologySpreadConstraint = {
  maxSkew: 1,
  topologyKey: 'zone',
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: { app: 'a' } },
};

describe('topology spread constraints', () => {
  test.each<[string, Partial<TopologySpreadConstraint>, string[]]>([
    ['a right one', { minDomains: 2, matchLabelKeys: ['pod-template-hash'], nodeTaintsPolicy: 'Honor' }, []],
    [
      'nothing given',
      { maxSkew: 0, topologyKey: '', whenUnsatisfiable: '' },
      [
        'maxSkew: Invalid value: 0: must be greater than zero',
        'topologyKey: Required value: can not be empty',
        'whenUnsatisfiable: Unsupported value: "": supported values: "DoNotSchedule", "ScheduleAnyway"',
      ],
    ],
    [
      'few domains, but no refusal',
      { minDomains: 0, whenUnsatisfiable: 'ScheduleAnyway' },
      [
        'minDomains: Invalid value: 0: must be greater than zero',
        'minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
      ],
    ],
    [
      'policies that nobody knows',
      { nodeAffinityPolicy: 'honor' },
      ['nodeAffinityPolicy: Unsupported value: "honor": supported values: "Honor", "Ignore"'],
    ],
    [
      'a key that is selected already',
      { matchLabelKeys: ['app'] },
      ['matchLabelKeys[0]: Invalid value: "app": exists in both matchLabelKeys and labelSelector'],
    ],
    [
      'keys without a selector',
      { matchLabelKeys: ['app'], labelSelector: undefined },
      ['matchLabelKeys: Forbidden: must not be specified when labelSelector is not set'],
    ],
  ])('%s', (_what, members, faults) => {
    const at = 'spec.topologySpreadConstraints[0]';
    expect(podFaults({ topologySpreadConstraints: [{ ...RIGHT, ...members }] })).toEqual(
      faults.map((fault) => `${at}.${fault}`),
    );
  });

  test('each pair of domain and action is there once', () => {
    expect(
      podFaults({ topologySpreadConstraints: [RIGHT, { ...RIGHT, whenUnsatisfiable: 'ScheduleAnyway' }, RIGHT] }),
    ).toEqual([
      'spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"',
    ]);
  });
});
